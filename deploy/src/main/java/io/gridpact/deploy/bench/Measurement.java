package io.gridpact.deploy.bench;

import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.postgres.Databases;
import io.gridpact.deploy.process.ProcessRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// Everything that is counted between two instants.
final class Measurement implements AutoCloseable {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANOS_IN_MICROS = 1_000;

    private final Channels channels;
    private final Databases databases;
    private final CpuMeter cpu;
    private final HeapWatch heap;
    private final Map<String, Long> cpuBefore;
    private final long walBefore;
    private final long wireBefore;
    private final long startedNanos;

    private Measurement(Channels channels, Databases databases, List<ProcessRecord> processes)
            throws IOException, SQLException {
        this.channels = channels;
        this.databases = databases;
        this.cpu = new CpuMeter(processes);
        this.heap = new HeapWatch(channels.state().services());
        this.walBefore = databases.writeAheadLogBytes();
        this.cpuBefore = CpuMeter.works() ? cpu.micros() : Map.of();
        this.wireBefore = channels.wireBytes().total();
        this.startedNanos = System.nanoTime();
    }

    static Measurement begin(Channels channels, Databases databases, List<ProcessRecord> processes) throws IOException {
        try {
            return new Measurement(channels, databases, processes);
        } catch (SQLException fault) {
            throw new IOException("PostgreSQL does not say how much it has written", fault);
        }
    }

    long startedNanos() {
        return startedNanos;
    }

    /// @param latencies in microseconds
    /// @param checkClean filled in later
    BenchResult end(String what, long trades, long endedNanos, Histogram latencies) throws IOException {
        Map<String, Long> cpuMicros = new LinkedHashMap<>();
        if (CpuMeter.works()) {
            cpu.micros()
                    .forEach((name, micros) ->
                            cpuMicros.put(name, (micros - cpuBefore.getOrDefault(name, 0L)) / trades));
        }
        long wireBytes = channels.wireBytes().total() - wireBefore;
        long walBytes;
        try {
            walBytes = databases.writeAheadLogBytes() - walBefore;
        } catch (SQLException fault) {
            throw new IOException("PostgreSQL does not say how much it has written", fault);
        }
        BigDecimal seconds = BigDecimal.valueOf(endedNanos - startedNanos)
                .divide(BigDecimal.valueOf(NANOS_PER_SECOND), 3, RoundingMode.HALF_UP);
        return new BenchResult(
                what,
                trades,
                seconds,
                BigDecimal.valueOf(trades).divide(seconds.max(new BigDecimal("0.001")), 1, RoundingMode.HALF_UP),
                millis(latencies, 50),
                millis(latencies, 95),
                millis(latencies, 99),
                heap.peakMegabytes(),
                cpuMicros,
                wireBytes / trades,
                walBytes / trades,
                false);
    }

    static long micros(long nanos) {
        return nanos / NANOS_IN_MICROS;
    }

    static BigDecimal millis(Histogram latencies, int percentile) {
        return BigDecimal.valueOf(latencies.getValueAtPercentile(percentile), 3).setScale(1, RoundingMode.HALF_UP);
    }

    @Override
    public void close() {
        heap.close();
    }
}
