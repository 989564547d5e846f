package io.gridpact.deploy.bench;

import io.gridpact.deploy.client.OrderMaker.Made;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.client.Trade.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// A platform that sends an order whenever one is due, so many a second, whether or not the ones before are answered.
/// Latency counts from when it was due, so that waiting to be sent is in it.
final class HonestLoad {

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int WARM_UP_THREADS = 16;
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final Platforms platforms;
    private final IntFunction<Made> orders;
    private final int perSecond;
    private final AtomicInteger numbers = new AtomicInteger();

    /// What became of the orders of a stretch.
    ///
    /// @param latencies in microseconds, of those that were confirmed
    /// @param refusals why the others were not
    record Stretch(long sent, long confirmed, Histogram latencies, List<String> refusals) {}

    /// @param now by the network's clock, which stands still
    HonestLoad(Platforms platforms, HostileSetting setting, Instant now, int perSecond) {
        this.platforms = platforms;
        this.orders = number -> platforms.maker().make(setting.line(number), now);
        this.perSecond = perSecond;
    }

    /// One that is not sent.
    Made order() {
        return orders.apply(numbers.getAndIncrement());
    }

    /// Sends one order after the other, several at a time, so that compilers have done their work.
    void warmUp(Duration duration) {
        long untilNanos = System.nanoTime() + duration.toNanos();
        List<Thread> sending = new ArrayList<>();
        for (int thread = 0; thread < WARM_UP_THREADS; thread++) {
            sending.add(Thread.startVirtualThread(() -> {
                while (System.nanoTime() - untilNanos < 0) {
                    var unused = send(order());
                }
            }));
        }
        sending.forEach(HonestLoad::join);
    }

    /// Sends for so long, and waits until all are answered, or given up after their own deadline.
    Stretch run(Duration duration) {
        Histogram latencies = new ConcurrentHistogram(SIGNIFICANT_DIGITS);
        AtomicLong confirmed = new AtomicLong();
        ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
        List<Thread> sending = new ArrayList<>();
        long startNanos = System.nanoTime();
        long count = duration.toSeconds() * perSecond;
        for (int index = 0; index < count; index++) {
            long dueNanos = startNanos + index * NANOS_PER_SECOND / perSecond;
            Made made = order();
            awaitNanos(dueNanos);
            sending.add(Thread.startVirtualThread(() -> send(made).ifPresentOrElse(refusals::add, () -> {
                latencies.recordValue(Measurement.micros(System.nanoTime() - dueNanos));
                confirmed.incrementAndGet();
            })));
        }
        sending.forEach(HonestLoad::join);
        return new Stretch(count, confirmed.get(), latencies, List.copyOf(refusals));
    }

    /// Why it was not confirmed; empty if it was.
    private Optional<String> send(Made made) {
        try {
            Trade trade = platforms.client(made.line().buyer().platform()).confirm(made, platforms.directory());
            return trade.outcome() instanceof Outcome.Refused(var refusal)
                    ? Optional.of(refusal.toString())
                    : Optional.empty();
        } catch (RuntimeException fault) {
            return Optional.of(fault.toString());
        }
    }

    private static void awaitNanos(long dueNanos) {
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
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
