package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.bench.BenchResult;
import io.gridpact.deploy.demo.TextTable;

/// A measurement for people and programs.
final class BenchText {

    private BenchText() {}

    static ObjectNode json(BenchResult result) {
        ObjectNode written = new ObjectMapper()
                .createObjectNode()
                .put("bench", result.what())
                .put("trades", result.trades())
                .put("seconds", result.seconds())
                .put("tradesPerSecond", result.tradesPerSecond())
                .put("p50Millis", result.p50Millis())
                .put("p95Millis", result.p95Millis())
                .put("p99Millis", result.p99Millis());
        result.peakHeapMb().forEach(written.putObject("peakHeapMb")::put);
        result.cpuMicrosPerTrade().forEach(written.putObject("cpuMicrosPerTrade")::put);
        return written.put("wireBytesPerTrade", result.wireBytesPerTrade())
                .put("walBytesPerTrade", result.walBytesPerTrade())
                .put("checkClean", result.checkClean());
    }

    static String text(BenchResult result) {
        TextTable table = new TextTable("process", ">peak heap MB", ">CPU us a trade");
        result.cpuMicrosPerTrade()
                .forEach((process, micros) -> table.row(
                        process,
                        result.peakHeapMb().containsKey(process)
                                ? result.peakHeapMb().get(process).toString()
                                : "-",
                        micros.toString()));
        return """
                %s: %d trades in %s s, %s a second
                latency: p50 %s ms, p95 %s ms, p99 %s ms
                %s
                messages %d bytes a trade, write-ahead log %d bytes a trade
                check afterwards: %s""".formatted(
                        result.what(),
                        result.trades(),
                        result.seconds(),
                        result.tradesPerSecond(),
                        result.p50Millis(),
                        result.p95Millis(),
                        result.p99Millis(),
                        table.render(),
                        result.wireBytesPerTrade(),
                        result.walBytesPerTrade(),
                        result.checkClean() ? "clean" : "not clean");
    }
}
