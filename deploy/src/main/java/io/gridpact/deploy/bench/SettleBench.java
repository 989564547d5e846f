package io.gridpact.deploy.bench;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.client.HeadEnds;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.deploy.network.ReadingLine;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import io.gridpact.trade.v1.TradeState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Fills a window with trades, brings it to its end, and measures from the first reading sent to the last trade that
/// both utilities have settled.
final class SettleBench {

    /// Trades that share a meter, on either side.
    static final int TRADES_PER_METER = 10;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int ORDERS_AT_ONCE = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final BenchNetwork network;
    private final Platforms platforms;
    private final HeadEnds headEnds;
    private final NetworkClock clock;
    private final Progress progress;

    SettleBench(BenchNetwork network, Platforms platforms, HeadEnds headEnds, NetworkClock clock, Progress progress) {
        this.network = network;
        this.platforms = platforms;
        this.headEnds = headEnds;
        this.clock = clock;
        this.progress = progress;
    }

    BenchResult run(int trades, ConfirmBench.MeasurementStart start) throws IOException {
        progress.tell("confirming " + trades + " trades (not timed)");
        confirm(trades);
        progress.tell("to the window's end");
        clock.moveTo(network.windowEnd());
        Instant now = clock.now();
        progress.tell("reading meters");
        try (Measurement measurement = start.begin()) {
            Settled settled = new Settled(trades, measurement.startedNanos());
            for (String utility : network.network().utilities()) {
                platforms.client(network.line(0).seller().platform()).watch(utility, now, settled::seen);
            }
            headEnds.submit(readings());
            settled.await();
            return measurement.end("settle", trades, System.nanoTime(), settled.latencies);
        }
    }

    private void confirm(int trades) {
        for (int from = 0; from < trades; from += ORDERS_AT_ONCE) {
            List<OrderLine> lines = new ArrayList<>();
            for (int number = from; number < Math.min(trades, from + ORDERS_AT_ONCE); number++) {
                lines.add(network.line(number));
            }
            for (Trade trade : platforms.trade(lines, clock.now())) {
                if (trade.outcome() instanceof Trade.Outcome.Refused(var refusal)) {
                    throw new ProcessFault("an order was refused: " + refusal);
                }
            }
        }
    }

    /// Every meter measures what it has sold or bought, less a little, so that there is something to share.
    private List<ReadingLine> readings() {
        long energyWh = network.quantityWh() * TRADES_PER_METER - network.quantityWh() / 2;
        List<ReadingLine> readings = new ArrayList<>();
        for (NetworkFile.CustomerEntry customer : network.network().customers()) {
            String meter = customer.meters().getFirst().id();
            readings.add(new ReadingLine(meter, network.windowStart(), energyWh, energyWh));
        }
        return List.copyOf(readings);
    }

    /// Trades that the sellers' platform has seen settled.
    private static final class Settled {
        private final long startedNanos;
        private final Set<ByteString> known = ConcurrentHashMap.newKeySet();
        private final CountDownLatch left;
        private final Histogram latencies = new ConcurrentHistogram(SIGNIFICANT_DIGITS);

        Settled(int trades, long startedNanos) {
            this.startedNanos = startedNanos;
            // Each trade settles at both of its utilities.
            this.left = new CountDownLatch(trades * 2);
        }

        void seen(String utility, io.gridpact.trade.v1.TradeView trade) {
            if (trade.getState() == TradeState.TRADE_STATE_SETTLED
                    && known.add(trade.getOrderDigest().concat(ByteString.copyFromUtf8(utility)))) {
                latencies.recordValue(Measurement.micros(System.nanoTime() - startedNanos));
                left.countDown();
            }
        }

        void await() {
            try {
                if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new ProcessFault(left.getCount() + " settlements did not come");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ProcessFault("interrupted", interrupted);
            }
        }
    }
}
