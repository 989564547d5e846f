package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.bench.HostileResult;
import io.gridpact.deploy.bench.HostileRow;
import io.gridpact.deploy.demo.TextTable;
import java.util.Map;
import java.util.stream.Collectors;

/// What hostile clients came to, for people and programs.
final class HostileText {

    private HostileText() {}

    static ObjectNode json(HostileResult result) {
        ObjectNode written = new ObjectMapper()
                .createObjectNode()
                .put("bench", "hostile")
                .put("secondsEach", result.seconds())
                .put("honestOrdersPerSecond", result.perSecond())
                .put("quietP50Millis", result.quietP50Millis())
                .put("quietP99Millis", result.quietP99Millis());
        ArrayNode rows = written.putArray("rows");
        result.rows().forEach(row -> write(row, rows.addObject()));
        result.peakResidentMb().forEach(written.putObject("peakResidentMb")::put);
        return written.put("checkClean", result.checkClean()).put("passed", result.passed());
    }

    private static void write(HostileRow row, ObjectNode written) {
        written.put("kind", row.kind().name())
                .put("tries", row.tries())
                .put("answers", row.answers())
                .put("refusals", row.refusals())
                .put("connectionsTurnedOut", row.turnedOut())
                .put("sent", row.sent())
                .put("confirmed", row.confirmed())
                .put("p50Millis", row.p50Millis())
                .put("p99Millis", row.p99Millis())
                .put("p99Ratio", row.p99Ratio());
        row.peakHeapMb().forEach(written.putObject("peakHeapMb")::put);
        row.findings().forEach(written.putArray("findings")::add);
    }

    static String text(HostileResult result) {
        TextTable table = new TextTable(
                "beside one that",
                ">tries",
                ">refused",
                ">turned out",
                ">p50 ms",
                ">p99 ms",
                ">to quiet",
                "peak heap MB",
                "");
        table.row("is not there", "", "", "", result.quietP50Millis() + "", result.quietP99Millis() + "", "1", "", "");
        StringBuilder findings = new StringBuilder();
        for (HostileRow row : result.rows()) {
            table.row(
                    row.kind().words(),
                    Long.toString(row.tries()),
                    Long.toString(row.refusals()),
                    Long.toString(row.turnedOut()),
                    row.p50Millis().toString(),
                    row.p99Millis().toString(),
                    row.p99Ratio().toString(),
                    byService(row.peakHeapMb()),
                    row.findings().isEmpty() ? "" : "FAILED");
            row.findings().forEach(finding -> findings.append("\n  ")
                    .append(row.kind().words())
                    .append(": ")
                    .append(finding));
        }
        return """
                %d honest orders a second, each kind for %d s
                %s%s
                most of a whole process, MB: %s
                check afterwards: %s""".formatted(
                        result.perSecond(),
                        result.seconds(),
                        table.render(),
                        findings,
                        byService(result.peakResidentMb()),
                        result.checkClean() ? "clean" : "not clean");
    }

    private static String byService(Map<String, Long> figures) {
        return figures.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
