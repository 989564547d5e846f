package io.gridpact.utility.ledger;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes those who watch trades when something was committed. A hint only: whoever watches also looks by itself, so
/// that nothing is missed where another process writes.
public final class TradeChanges {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition committed = lock.newCondition();
    private long commits;

    /// Something was committed.
    public void signal() {
        lock.lock();
        try {
            commits++;
            committed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// How many commits there have been.
    public long count() {
        lock.lock();
        try {
            return commits;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is a commit after that count, at most that long.
    public void awaitAfter(long count, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(atMost.toMillis());
            while (commits <= count && leftNanos > 0) {
                leftNanos = committed.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
