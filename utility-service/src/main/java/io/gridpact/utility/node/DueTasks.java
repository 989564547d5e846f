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
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runs all due tasks, one after the other, on one thread: every [#TICK] and whenever something woke it. A task that
/// found nothing to do is not asked again while the clock stands where it stood and nothing has changed since; one
/// that failed is.
public final class DueTasks implements AutoCloseable {

    /// How long due work may stay unseen when nothing wakes the runner; real time.
    static final Duration TICK = Duration.ofSeconds(1);
    /// After so long all are asked in any case, should something have changed of which nobody told; real time.
    static final Duration ASK_ALL = Duration.ofSeconds(5);
    /// How often tasks may give each other work before the runner lets a tick pass.
    static final int MAX_ROUNDS = 64;

    private static final Logger LOG = Logger.getLogger(DueTasks.class);

    /// What a task, or the question when something is due, was answered from: nothing but this changes the answer.
    private record Basis(long changes, Instant now) {}

    private record NextDue(Basis basis, Optional<Instant> due) {}

    private static final class Asked {
        private final DueTask task;
        /// From which it last found nothing to do; null where it found something, or failed.
        private @Nullable Basis quiet;

        Asked(DueTask task) {
            this.task = task;
        }
    }

    private final List<Asked> tasks;
    private final Clock clock;
    private final LongSupplier changesElsewhere;
    private final Tracing tracing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong workCount = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable NextDue nextDue;
    /// The runner's own.
    private long askedAllNanos = System.nanoTime();
    private long activity;
    private boolean woken;
    private boolean running;
    private boolean closed;
    private boolean failing;

    /// @param tracing gets a span of each task that did something
    /// @param changesElsewhere grows with what changes in stores that are not the ledger, and on which tasks depend
    public DueTasks(List<DueTask> tasks, Clock clock, Tracing tracing, LongSupplier changesElsewhere) {
        this.tracing = tracing;
        this.tasks = tasks.stream()
                .sorted(Comparator.comparingInt(DueTask::order))
                .map(Asked::new)
                .toList();
        this.clock = clock;
        this.changesElsewhere = changesElsewhere;
    }

    /// Starts the runner.
    public void start() {
        Thread.ofVirtual().name("due-tasks").start(this::loop);
    }

    /// Something was written: who found nothing before that is asked again, at the latest after a [#TICK].
    public void changed() {
        changes.incrementAndGet();
    }

    /// Something arrived: run soon, and ask all.
    public void wake() {
        changed();
        look();
    }

    /// Time may have moved: run soon, and ask those to whom it, or a change, matters.
    public void look() {
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
        Basis basis = basis();
        NextDue known = nextDue;
        if (known != null && known.basis().equals(basis)) {
            return known.due();
        }
        Optional<Instant> due = tasks.stream()
                .flatMap(asked -> asked.task.nextDue(basis.now()).stream())
                .min(Comparator.naturalOrder());
        nextDue = new NextDue(basis, due);
        return due;
    }

    /// Read before what is decided from it: what changes meanwhile then counts as changed afterwards.
    private Basis basis() {
        return new Basis(changes.get() + changesElsewhere.getAsLong(), clock.instant());
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
        if (System.nanoTime() - askedAllNanos >= ASK_ALL.toNanos()) {
            changed();
            askedAllNanos = System.nanoTime();
        }
        boolean allSucceeded = true;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int done = 0;
            for (Asked asked : tasks) {
                try {
                    done += ask(asked);
                } catch (PartlyDoneException partly) {
                    done += partly.done();
                    allSucceeded = false;
                    changed();
                    tell(asked.task, partly);
                } catch (RuntimeException fault) {
                    // The others go on.
                    allSucceeded = false;
                    tell(asked.task, fault);
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

    private int ask(Asked asked) {
        Basis basis = basis();
        if (basis.equals(asked.quiet)) {
            return 0;
        }
        asked.quiet = null;
        int done = run(asked.task, basis.now());
        if (done == 0) {
            asked.quiet = basis;
            return 0;
        }
        changed();
        return done;
    }

    private int run(DueTask task, Instant now) {
        try (TracedWork step = tracing.step("due " + task.getClass().getSimpleName())) {
            int done = task.runDue(now);
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
