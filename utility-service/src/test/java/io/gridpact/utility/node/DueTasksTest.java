package io.gridpact.utility.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.Eventually;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DueTasksTest {

    private final NodeClock clock = NodeClock.frozen(ANetwork.NOW);
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final AtomicLong elsewhere = new AtomicLong();

    @Test
    void tasks_run_in_their_order_until_none_has_anything_to_do() {
        AtomicInteger left = new AtomicInteger(3);
        DueTask late = task(20, now -> 0, "late");
        DueTask early = task(10, now -> left.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? 1 : 0, "early");
        try (DueTasks tasks = new DueTasks(List.of(late, early), clock, Tracing.OFF, elsewhere::get)) {
            tasks.wake();
            tasks.start();

            Eventually.holds("idle", tasks::idle);
            // Late need not be asked a fourth time: nothing has been done since it last was.
            assertThat(runs.subList(0, 7)).containsExactly("early", "late", "early", "late", "early", "late", "early");
            assertThat(tasks.workCount()).isEqualTo(3);
        }
    }

    @Test
    void it_is_not_idle_from_being_woken_until_what_is_due_is_done() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        DueTask slow = task(
                1,
                now -> {
                    started.countDown();
                    await(mayEnd);
                    return 0;
                },
                "slow");
        try (DueTasks tasks = new DueTasks(List.of(slow), clock, Tracing.OFF, elsewhere::get)) {
            tasks.start();
            tasks.wake();
            assertThat(tasks.idle()).isFalse();
            started.await();
            assertThat(tasks.idle()).isFalse();

            mayEnd.countDown();
            Eventually.holds("idle", tasks::idle);
        }
    }

    @Test
    void work_that_failed_is_tried_again_and_until_then_it_is_not_idle() {
        AtomicInteger attempts = new AtomicInteger();
        DueTask failing = task(
                1,
                now -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("the database was away");
                    }
                    return 0;
                },
                "failing");
        try (DueTasks tasks = new DueTasks(List.of(failing), clock, Tracing.OFF, elsewhere::get)) {
            tasks.wake();
            tasks.start();
            Eventually.holds("failed", () -> attempts.get() == 1);
            assertThat(tasks.idle()).isFalse();

            Eventually.holds("idle", tasks::idle);
            assertThat(attempts.get()).isGreaterThan(1);
        }
    }

    @Test
    void where_part_of_the_work_failed_the_rest_counts_and_it_is_not_idle() {
        AtomicInteger attempts = new AtomicInteger();
        DueTask partly = task(
                1,
                now -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new PartlyDoneException(2, new IllegalStateException("a window in trouble"));
                    }
                    return 0;
                },
                "partly");
        try (DueTasks tasks = new DueTasks(List.of(partly), clock, Tracing.OFF, elsewhere::get)) {
            tasks.wake();
            tasks.start();

            Eventually.holds("counted", () -> tasks.workCount() == 2);
            Eventually.holds("idle", tasks::idle);
            assertThat(attempts.get()).isGreaterThan(1);
        }
    }

    @Test
    void the_earliest_of_what_falls_due_is_next() {
        DueTask none = task(1, now -> 0, "none");
        DueTask noon = due(Instant.parse("2026-06-01T12:00:00Z"));
        DueTask morning = due(Instant.parse("2026-06-01T09:00:00Z"));

        try (DueTasks tasks = new DueTasks(List.of(none, noon, morning), clock, Tracing.OFF, elsewhere::get)) {
            assertThat(tasks.nextDue()).contains(Instant.parse("2026-06-01T09:00:00Z"));
        }
    }

    @Test
    void who_found_nothing_is_asked_again_after_a_change_a_wake_or_when_time_has_moved_and_not_before() {
        AtomicLong asked = new AtomicLong();
        DueTask counting = task(1, now -> (int) (asked.incrementAndGet() * 0), "counting");
        try (DueTasks tasks = new DueTasks(List.of(counting), clock, Tracing.OFF, elsewhere::get)) {
            tasks.start();
            tasks.wake();
            quiet(tasks);
            assertThat(asked.get()).isEqualTo(1);

            for (int times = 0; times < 3; times++) {
                tasks.look();
                quiet(tasks);
            }
            assertThat(asked.get()).isEqualTo(1);

            tasks.changed();
            Eventually.holds("asked by a tick, as something was written", () -> asked.get() == 2);
            quiet(tasks);
            elsewhere.incrementAndGet();
            Eventually.holds("asked by a tick, as something changed elsewhere", () -> asked.get() == 3);
            quiet(tasks);
            clock.moveTo(ANetwork.NOW.plusMillis(1));
            tasks.look();
            quiet(tasks);
            assertThat(asked.get()).isEqualTo(4);
            tasks.wake();
            quiet(tasks);
            assertThat(asked.get()).isEqualTo(5);
        }
    }

    @Test
    void what_one_does_lets_all_others_look_again() {
        AtomicInteger given = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        DueTask takes = task(1, now -> given.get() > taken.get() ? taken.incrementAndGet() : 0, "takes");
        DueTask gives = task(2, now -> given.get() == 0 ? given.incrementAndGet() : 0, "gives");
        try (DueTasks tasks = new DueTasks(List.of(takes, gives), clock, Tracing.OFF, elsewhere::get)) {
            tasks.start();
            tasks.wake();

            Eventually.holds("taken", () -> taken.get() == 1);
        }
    }

    @Test
    void all_are_asked_now_and_then_though_nobody_tells_of_a_change() {
        AtomicInteger asked = new AtomicInteger();
        DueTask counting = task(1, now -> asked.incrementAndGet() * 0, "counting");
        try (DueTasks tasks = new DueTasks(List.of(counting), clock, Tracing.OFF, elsewhere::get)) {
            tasks.start();

            Eventually.holds("asked twice", () -> asked.get() == 2);
        }
    }

    @Test
    void what_is_next_is_asked_again_only_after_a_change_or_at_another_time() {
        AtomicInteger asked = new AtomicInteger();
        DueTask task = new DueTask() {
            @Override
            public int order() {
                return 1;
            }

            @Override
            public int runDue(Instant now) {
                return 0;
            }

            @Override
            public Optional<Instant> nextDue(Instant now) {
                return Optional.of(now.plusSeconds(asked.incrementAndGet()));
            }
        };
        try (DueTasks tasks = new DueTasks(List.of(task), clock, Tracing.OFF, elsewhere::get)) {
            assertThat(tasks.nextDue()).contains(ANetwork.NOW.plusSeconds(1));
            assertThat(tasks.nextDue()).contains(ANetwork.NOW.plusSeconds(1));
            tasks.changed();
            assertThat(tasks.nextDue()).contains(ANetwork.NOW.plusSeconds(2));
            elsewhere.incrementAndGet();
            assertThat(tasks.nextDue()).contains(ANetwork.NOW.plusSeconds(3));
            Instant later = ANetwork.NOW.plusSeconds(60);
            clock.moveTo(later);
            assertThat(tasks.nextDue()).contains(later.plusSeconds(4));
        }
    }

    private static void quiet(DueTasks tasks) {
        Eventually.holds("idle", tasks::idle);
    }

    private DueTask task(int order, Function<Instant, Integer> work, String name) {
        return new ATask(order, Optional.empty(), now -> {
            runs.add(name);
            return work.apply(now);
        });
    }

    private static DueTask due(Instant instant) {
        return new ATask(1, Optional.of(instant), now -> 0);
    }

    private record ATask(int order, Optional<Instant> due, Function<Instant, Integer> work) implements DueTask {

        @Override
        public int runDue(Instant now) {
            return work.apply(now);
        }

        @Override
        public Optional<Instant> nextDue(Instant now) {
            return due;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
