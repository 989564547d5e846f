package io.gridpact.utility.node;

import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.link.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/// Runs all due tasks, one after the other, on one thread: every [#TICK] and whenever something woke it.
public final class DueTasks implements AutoCloseable {

    /// How long due work may stay unseen when nothing wakes the runner; real time.
    static final Duration TICK = Duration.ofSeconds(1);
    /// How often tasks may give each other work before the runner lets a tick pass.
    static final int MAX_ROUNDS = 64;

    private static final Logger LOG = Logger.getLogger(DueTasks.class);

    private final List<DueTask> tasks;
    private final Clock clock;
    private final Tracing tracing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong workCount = new AtomicLong();
    private long activity;
    private boolean woken;
    private boolean running;
    private boolean closed;
    private boolean failing;

    /// @param tracing gets a span of each task that did something
    public DueTasks(List<DueTask> tasks, Clock clock, Tracing tracing) {
        this.tracing = tracing;
        this.tasks =
                tasks.stream().sorted(Comparator.comparingInt(DueTask::order)).toList();
        this.clock = clock;
    }

    /// Starts the runner.
    public void start() {
        Thread.ofVirtual().name("due-tasks").start(this::loop);
    }

    /// Something arrived or time moved: run soon.
    public void wake() {
        lock.lock();
        try {
            activity++;
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether nothing is running and nothing has asked to run.
    public boolean idle() {
        lock.lock();
        try {
            return !woken && !running && !failing;
        } finally {
            lock.unlock();
        }
    }

    /// Grows whenever it is woken or starts to run.
    public long activity() {
        lock.lock();
        try {
            return activity;
        } finally {
            lock.unlock();
        }
    }

    /// Grows with everything that tasks did.
    public long workCount() {
        return workCount.get();
    }

    /// The earliest instant at which time alone makes something due.
    public Optional<Instant> nextDue() {
        Instant now = clock.instant();
        return tasks.stream().flatMap(task -> task.nextDue(now).stream()).min(Comparator.naturalOrder());
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
            boolean succeeded = runRounds();
            lock.lock();
            try {
                running = false;
                failing = !succeeded;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean awaitTurn() {
        lock.lock();
        try {
            if (!woken && !closed) {
                // A spurious wake-up only runs the tasks early.
                boolean signalled = changed.await(TICK.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
                LOG.tracef("turn taken, signalled %s", signalled);
            }
            activity++;
            woken = false;
            running = !closed;
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean runRounds() {
        boolean allSucceeded = true;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int done = 0;
            for (DueTask task : tasks) {
                try {
                    done += run(task);
                } catch (PartlyDoneException partly) {
                    done += partly.done();
                    allSucceeded = false;
                    tell(task, partly);
                } catch (RuntimeException fault) {
                    // The others go on.
                    allSucceeded = false;
                    tell(task, fault);
                }
            }
            if (done == 0) {
                return allSucceeded;
            }
            workCount.addAndGet(done);
        }
        wake();
        return allSucceeded;
    }

    private int run(DueTask task) {
        try (TracedWork step = tracing.step("due " + task.getClass().getSimpleName())) {
            int done = task.runDue(clock.instant());
            if (done == 0) {
                step.nothingDone();
            }
            step.with("gridpact.done", Integer.toString(done));
            return done;
        }
    }

    private void tell(DueTask task, RuntimeException fault) {
        if (!isClosed()) {
            LOG.errorf(fault, "%s failed; it is tried again", task.getClass().getSimpleName());
        }
    }
}
