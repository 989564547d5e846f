package io.gridpact.deploy.bench;

import java.math.BigDecimal;
import java.util.Map;

/// What was measured; times in milliseconds, one decimal.
///
/// @param peakHeapMb by service
/// @param cpuMicrosPerTrade by process; `postgres` with all its backends, `generator` is this command
/// @param wireBytesPerTrade of gRPC messages that this command sent and received
/// @param walBytesPerTrade of all databases together
/// @param checkClean whether the network held together afterwards
public record BenchResult(
        String what,
        long trades,
        BigDecimal seconds,
        BigDecimal tradesPerSecond,
        BigDecimal p50Millis,
        BigDecimal p95Millis,
        BigDecimal p99Millis,
        Map<String, Long> peakHeapMb,
        Map<String, Long> cpuMicrosPerTrade,
        long wireBytesPerTrade,
        long walBytesPerTrade,
        boolean checkClean) {

    BenchResult checked(boolean clean) {
        return new BenchResult(
                what,
                trades,
                seconds,
                tradesPerSecond,
                p50Millis,
                p95Millis,
                p99Millis,
                peakHeapMb,
                cpuMicrosPerTrade,
                wireBytesPerTrade,
                walBytesPerTrade,
                clean);
    }
}
