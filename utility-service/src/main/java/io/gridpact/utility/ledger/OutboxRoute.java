package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/// Sends one kind of message to one target, in the order in which they were written; after a failure it waits, longer
/// each time.
final class OutboxRoute implements AutoCloseable {

    /// First and longest wait after a failure; real time.
    static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    /// Reads what waits.
    interface Waiting {
        List<Digest> subjects() throws SQLException;
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
    private Duration backoff = Duration.ZERO;
    private volatile String trouble = "";

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

    boolean idle() {
        lock.lock();
        try {
            return !woken && !busy;
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
            List<Digest> before = List.of();
            try {
                before = waiting.subjects();
                if (!before.isEmpty()) {
                    sender.send(target, before);
                }
                settle(before, waiting.subjects());
            } catch (SQLException | RuntimeException fault) {
                failed(before, fault);
            }
        }
    }

    private boolean awaitTurn() {
        lock.lock();
        try {
            if (!backoff.isZero()) {
                awaitBackoff();
            }
            while (!woken && !closed && backoff.isZero()) {
                busy = false;
                changed.await();
            }
            busy = true;
            woken = false;
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void awaitBackoff() throws InterruptedException {
        long leftNanos = backoff.toNanos();
        while (leftNanos > 0 && !closed) {
            leftNanos = changed.awaitNanos(leftNanos);
        }
    }

    private void settle(List<Digest> before, List<Digest> after) {
        boolean stuck = !before.isEmpty() && after.containsAll(before);
        lock.lock();
        try {
            trouble = "";
            delivered.addAndGet(
                    before.stream().filter(subject -> !after.contains(subject)).count());
            backoff = stuck ? longer(backoff) : Duration.ZERO;
            woken |= !after.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void failed(List<Digest> subjects, Exception fault) {
        LOG.warnf("%d %s for %s could not be sent: %s", subjects.size(), sender.kind(), target, fault.getMessage());
        lock.lock();
        try {
            trouble = " (" + fault.getClass().getSimpleName() + ")";
            backoff = longer(backoff);
            woken = true;
        } finally {
            lock.unlock();
        }
    }

    private static Duration longer(Duration backoff) {
        if (backoff.isZero()) {
            return FIRST_BACKOFF;
        }
        Duration doubled = Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(backoff.toNanos() * 2));
        return doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    }
}
