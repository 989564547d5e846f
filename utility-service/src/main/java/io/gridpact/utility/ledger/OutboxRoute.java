package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends one kind of message to one target, in the order in which they were written.
///
/// Where the target is away, all wait for it, longer each time. Where it does not take some messages, those behind them
/// go first, and those that stayed are offered again later.
final class OutboxRoute implements AutoCloseable {

    /// First and longest wait before messages are offered again; real time.
    static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    /// A message and its place in the order in which messages were written.
    record Entry(Digest subject, long createdAt, UUID id) {}

    /// Reads what waits.
    interface Waiting {
        /// The next messages after that one; the first where it is null.
        List<Entry> after(@Nullable Entry last) throws SQLException;

        /// Which of these are still in the outbox.
        Set<Digest> remaining(List<Entry> entries) throws SQLException;

        /// Takes those out of the outbox that are of no more use.
        ///
        /// @param refused messages that the target has just not taken
        /// @return those that were taken out
        Set<Digest> giveUp(List<Entry> refused);
    }

    private static final Logger LOG = Logger.getLogger(OutboxRoute.class);

    private final String target;
    private final OutboxSender sender;
    private final Waiting waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong delivered = new AtomicLong();

    private boolean woken;
    private boolean busy = true;
    private boolean closed;
    private boolean away;
    private boolean stuck;
    private long waitingSinceNanos;
    private Duration backoff = Duration.ZERO;
    private volatile String trouble = "";

    // Of the thread that sends alone.
    private @Nullable Entry last;
    private boolean progress;

    OutboxRoute(String target, OutboxSender sender, Waiting waiting) {
        this.target = target;
        this.sender = sender;
        this.waiting = waiting;
    }

    void start() {
        Thread.ofVirtual().name("outbox-" + sender.kind() + "-" + target).start(this::loop);
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether nothing waits and nothing is being sent.
    boolean idle() {
        lock.lock();
        try {
            return !woken && !busy && !away && !stuck;
        } finally {
            lock.unlock();
        }
    }

    long deliveredCount() {
        return delivered.get();
    }

    /// Why the last attempt failed, for people; empty where it did not.
    String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        while (awaitTurn()) {
            try {
                List<Entry> batch = waiting.after(last);
                if (batch.isEmpty()) {
                    endRound();
                } else {
                    send(batch);
                }
            } catch (SQLException | RuntimeException fault) {
                failed(fault);
            }
        }
    }

    private boolean awaitTurn() {
        lock.lock();
        try {
            while (!closed && !mayGo()) {
                busy = false;
                if (away || stuck) {
                    long ignored = changed.awaitNanos(leftNanos());
                } else {
                    changed.await();
                }
            }
            if (stuck && leftNanos() <= 0) {
                // Those that stayed are offered again, from the first.
                stuck = false;
                last = null;
            }
            busy = true;
            away = false;
            woken = false;
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayGo() {
        if (away) {
            return leftNanos() <= 0;
        }
        return woken || stuck && leftNanos() <= 0;
    }

    private long leftNanos() {
        return backoff.toNanos() - (System.nanoTime() - waitingSinceNanos);
    }

    private void send(List<Entry> batch) throws SQLException {
        sender.send(target, batch.stream().map(Entry::subject).toList());
        Set<Digest> stayed = new HashSet<>(waiting.remaining(batch));
        stayed.removeAll(waiting.giveUp(
                batch.stream().filter(entry -> stayed.contains(entry.subject())).toList()));
        if (!stayed.isEmpty()) {
            last = batch.getLast();
        }
        progress |= stayed.size() < batch.size();
        delivered.addAndGet(batch.size() - stayed.size());
        lock.lock();
        try {
            trouble = stayed.isEmpty() ? "" : " (not taken)";
            woken = true;
        } finally {
            lock.unlock();
        }
    }

    /// Nothing is behind what was offered: what stayed is offered again later, sooner where some were taken.
    private void endRound() {
        lock.lock();
        try {
            if (last == null) {
                stuck = false;
                backoff = Duration.ZERO;
                trouble = "";
            } else if (!stuck) {
                backOff(progress ? FIRST_BACKOFF : longer(backoff));
                stuck = true;
            }
            progress = false;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception fault) {
        LOG.warnf("%s for %s could not be sent: %s", sender.kind(), target, fault.getMessage());
        lock.lock();
        try {
            trouble = " (" + fault.getClass().getSimpleName() + ")";
            backOff(longer(backoff));
            away = true;
            woken = true;
        } finally {
            lock.unlock();
        }
    }

    private void backOff(Duration duration) {
        backoff = duration;
        waitingSinceNanos = System.nanoTime();
    }

    private static Duration longer(Duration backoff) {
        if (backoff.isZero()) {
            return FIRST_BACKOFF;
        }
        Duration doubled = backoff.multipliedBy(2);
        return doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    }
}
