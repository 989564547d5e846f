package io.gridpact.utility.ledger;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/// Looks into the outbox for what nobody announced: when it is asked to, because a commit failed and may have been
/// written all the same, and by itself from time to time.
final class OutboxWatch implements AutoCloseable {

    /// How long a message may stay unseen that nobody announced; real time.
    static final Duration LOOK_EVERY = Duration.ofSeconds(30);
    /// How long after a look that failed the next is tried; real time.
    static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(OutboxWatch.class);

    private final Runnable look;
    private final Duration every;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean asked;
    private boolean busy;
    private boolean failing;
    private boolean closed;

    OutboxWatch(Runnable look, Duration every) {
        this.look = look;
        this.every = every;
    }

    void start() {
        Thread.ofVirtual().name("outbox-watch").start(this::loop);
    }

    /// Something may have been put into the outbox.
    void lookAgain() {
        lock.lock();
        try {
            asked = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether nothing is known that has still to be looked for.
    boolean idle() {
        lock.lock();
        try {
            return !asked && !busy && !failing;
        } finally {
            lock.unlock();
        }
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
            boolean looked = look();
            lock.lock();
            try {
                busy = false;
                failing = !looked;
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean look() {
        try {
            look.run();
            return true;
        } catch (RuntimeException fault) {
            LOG.warnf("the outbox could not be read: %s", fault.getMessage());
            return false;
        }
    }

    private boolean awaitTurn() {
        lock.lock();
        try {
            long leftNanos = (failing ? AFTER_FAILURE : every).toNanos();
            while (!closed && leftNanos > 0 && (failing || !asked)) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            asked = false;
            busy = !closed;
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
