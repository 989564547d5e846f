package io.gridpact.deploy.simulation;

import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.PartlyDoneException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A utility's due tasks. One that found nothing to do rests until something that it has read changes, or until the
/// time comes that it has named: nothing else can make it find something.
final class Errands {

    private final SimulatedDisk disk;
    private final LongSupplier elsewhere;
    private final List<Errand> errands;

    /// @param elsewhere grows with what tasks depend on and what is not on the disk
    Errands(SimulatedDisk disk, LongSupplier elsewhere, List<DueTask> tasks) {
        this.disk = disk;
        this.elsewhere = elsewhere;
        this.errands = tasks.stream()
                .sorted(Comparator.comparingInt(DueTask::order))
                .map(Errand::new)
                .toList();
    }

    /// Runs those that do not rest, while the process lives.
    ///
    /// @param faults is told what a task threw
    void run(Supplier<Instant> clock, BooleanSupplier lives, Consumer<RuntimeException> faults) {
        for (Errand errand : errands) {
            if (lives.getAsBoolean() && !errand.rests(clock.get())) {
                errand.run(clock.get(), faults);
            }
        }
    }

    /// When time alone makes the next one due; asked after each time they ran.
    Optional<Instant> nextDue() {
        return errands.stream()
                .map(Errand::due)
                .min(Comparator.naturalOrder())
                .filter(due -> due.isBefore(Instant.MAX));
    }

    /// What a question depended on.
    private final class Read {

        private final Set<String> tables = new HashSet<>();
        private long at;
        private long elsewhereAt;
        private boolean known;

        <T> T of(Supplier<T> question) {
            known = false;
            tables.clear();
            disk.readsInto(tables);
            try {
                return question.get();
            } finally {
                disk.readsInto(new HashSet<>());
                at = disk.lastChange(tables);
                elsewhereAt = elsewhere.getAsLong();
            }
        }

        /// Whether the same answer would come again.
        boolean stands() {
            return known && disk.lastChange(tables) == at && elsewhere.getAsLong() == elsewhereAt;
        }
    }

    private final class Errand {

        private final DueTask task;
        private final Read work = new Read();
        private final Read time = new Read();
        /// Never yet.
        private Instant ranAt = Instant.EPOCH;
        private Instant due = Instant.EPOCH;

        Errand(DueTask task) {
            this.task = task;
        }

        boolean rests(Instant now) {
            return work.stands() && time.stands() && now.isBefore(due);
        }

        void run(Instant now, Consumer<RuntimeException> faults) {
            long before = disk.writes();
            ranAt = now;
            time.known = false;
            try {
                int done = work.of(() -> task.runDue(now));
                work.known = done == 0 && disk.writes() == before;
            } catch (PartlyDoneException partly) {
                faults.accept(partly.getCause() instanceof RuntimeException cause ? cause : partly);
            } catch (RuntimeException fault) {
                faults.accept(fault);
            }
        }

        Instant due() {
            if (ranAt.equals(Instant.EPOCH)) {
                return ranAt;
            }
            if (!time.stands()) {
                due = time.of(() -> task.nextDue(ranAt)).orElse(Instant.MAX);
                time.known = true;
            }
            return due;
        }
    }
}
