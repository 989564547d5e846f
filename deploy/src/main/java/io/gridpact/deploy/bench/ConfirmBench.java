package io.gridpact.deploy.bench;

import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.OrderMaker.Made;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.client.Trade.Outcome;
import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Platforms that make, sign and confirm orders one after the other, several at a time, through the gateway. What they
/// get back they verify, all four signatures.
final class ConfirmBench {

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private final BenchNetwork network;
    private final Platforms platforms;
    private final NetworkClock clock;
    private final int atATime;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong confirmed = new AtomicLong();
    private volatile Histogram latencies = histogram();

    /// @param atATime orders under way
    ConfirmBench(BenchNetwork network, Platforms platforms, NetworkClock clock, int atATime) {
        this.network = network;
        this.platforms = platforms;
        this.clock = clock;
        this.atATime = atATime;
    }

    private static Histogram histogram() {
        return new ConcurrentHistogram(SIGNIFICANT_DIGITS);
    }

    /// Warms up for a few seconds, then measures.
    BenchResult run(Duration duration, MeasurementStart start) throws IOException {
        Instant now = clock.now();
        trade(now, System.nanoTime() + WARM_UP.toNanos(), Long.MAX_VALUE);
        latencies = histogram();
        confirmed.set(0);
        try (Measurement measurement = start.begin()) {
            trade(now, System.nanoTime() + duration.toNanos(), Long.MAX_VALUE);
            return measurement.end("confirm", confirmed.get(), System.nanoTime(), latencies);
        }
    }

    /// The same for so many trades.
    BenchResult run(long trades, MeasurementStart start) throws IOException {
        Instant now = clock.now();
        trade(now, System.nanoTime() + WARM_UP.toNanos(), Long.MAX_VALUE);
        latencies = histogram();
        confirmed.set(0);
        try (Measurement measurement = start.begin()) {
            trade(now, Long.MAX_VALUE, numbers.get() + trades);
            return measurement.end("confirm", confirmed.get(), System.nanoTime(), latencies);
        }
    }

    /// Begins to count.
    interface MeasurementStart {
        Measurement begin() throws IOException;
    }

    private void trade(Instant now, long untilNanos, long untilNumber) {
        List<Thread> platformThreads = new ArrayList<>();
        List<RuntimeException> faults = new ArrayList<>();
        for (int index = 0; index < atATime; index++) {
            platformThreads.add(Thread.ofPlatform().start(() -> {
                try {
                    tradeUntil(now, untilNanos, untilNumber);
                } catch (RuntimeException fault) {
                    synchronized (faults) {
                        faults.add(fault);
                    }
                }
            }));
        }
        platformThreads.forEach(ConfirmBench::join);
        if (!faults.isEmpty()) {
            throw faults.getFirst();
        }
    }

    private void tradeUntil(Instant now, long untilNanos, long untilNumber) {
        while (System.nanoTime() - untilNanos < 0) {
            int number = numbers.getAndIncrement();
            if (number >= untilNumber) {
                return;
            }
            Made made = platforms.maker().make(network.line(number), now);
            long sentNanos = System.nanoTime();
            Trade trade = platforms.client(made.line().buyer().platform()).confirm(made, platforms.directory());
            if (trade.outcome() instanceof Outcome.Refused(var refusal)) {
                throw new ProcessFault("an order was refused: " + refusal);
            }
            latencies.recordValue(Measurement.micros(System.nanoTime() - sentNanos));
            confirmed.incrementAndGet();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
