package io.gridpact.arbiter.log;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What the log counts.
public final class LogMeters {

    private final MeterRegistry registry;
    private final DistributionSummary batchSize;
    private final Timer commitTime;
    private final Timer receiptLatency;

    public LogMeters(MeterRegistry registry) {
        this.registry = registry;
        this.batchSize = DistributionSummary.builder("gridpact.log.batch.leaves")
                .description("New leaves of a committed batch")
                .register(registry);
        this.commitTime = Timer.builder("gridpact.log.batch.time")
                .description("From taking a batch to its commit")
                .register(registry);
        this.receiptLatency = Timer.builder("gridpact.log.receipt.latency")
                .description("From a submission's arrival at the queue to its outcome")
                .publishPercentiles()
                .register(registry);
    }

    void watch(Supplier<LogStatus> status, IntSupplier queued, Clock clock) {
        gauge("gridpact.log.leaves", "Leaves in the log", status, tail -> tail.tree()
                .size());
        for (PairStanding standing : PairStanding.values()) {
            Gauge.builder("gridpact.log.pairs", () -> of(status, tail -> tail.count(standing)))
                    .description("Pairs of digests by how they stand")
                    .tag("standing", standing.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("gridpact.log.queue.depth", queued::getAsInt)
                .description("Statements that wait to be logged")
                .register(registry);
        TimeGauge.builder(
                        "gridpact.log.checkpoint.age",
                        () -> of(status, tail -> ageMillis(tail, clock)),
                        TimeUnit.MILLISECONDS)
                .description("Since the last checkpoint was signed, by the network's clock")
                .register(registry);
    }

    /// What members say of the time, each as it is first heard.
    void watch(MemberClocks clocks) {
        clocks.onMember(member -> Gauge.builder("gridpact.clock.drift", () -> aheadMillis(clocks, member))
                .description("How far a member's clock is ahead of ours at least; not a number where it was not heard")
                .baseUnit("milliseconds")
                .tag("peer", member)
                .register(registry));
    }

    /// What a member has committed everything up to says only that its clock is there or beyond.
    private static double aheadMillis(MemberClocks clocks, String member) {
        return clocks.ahead(member)
                .map(ahead -> (double) Math.max(0, ahead.toMillis()))
                .orElse(Double.NaN);
    }

    void committed(int leaves, Duration elapsed) {
        commitTime.record(elapsed);
        batchSize.record(leaves);
    }

    void answered(List<Submission> submissions, List<SubmitOutcome> outcomes, long sinceNanos) {
        receiptLatency.record(Duration.ofNanos(System.nanoTime() - sinceNanos));
        for (int i = 0; i < outcomes.size(); i++) {
            count(submissions.get(i).key().kind().name(), outcomes.get(i));
        }
    }

    /// Statements that were refused before they were queued.
    void refused(SubmitOutcome.Refused outcome) {
        count("any", outcome);
    }

    private void count(String kind, SubmitOutcome outcome) {
        String result =
                switch (outcome) {
                    case SubmitOutcome.Receipted receipted -> receipted.repeated() ? "repeated" : "logged";
                    case SubmitOutcome.Refused refused ->
                        refused.refusal().reason().name().toLowerCase(Locale.ROOT);
                };
        registry.counter("gridpact.log.submissions", "kind", kind.toLowerCase(Locale.ROOT), "outcome", result)
                .increment();
    }

    private void gauge(String name, String description, Supplier<LogStatus> status, ToLongFunction<LogTail> value) {
        Gauge.builder(name, () -> of(status, value)).description(description).register(registry);
    }

    private static long of(Supplier<LogStatus> status, ToLongFunction<LogTail> value) {
        return status.get() instanceof LogStatus.Serving(LogTail tail) ? value.applyAsLong(tail) : 0;
    }

    private static long ageMillis(LogTail tail, Clock clock) {
        return tail.lastCheckpoint()
                .map(last -> Duration.between(last.signedAt(), clock.instant()).toMillis())
                .orElse(0L);
    }
}
