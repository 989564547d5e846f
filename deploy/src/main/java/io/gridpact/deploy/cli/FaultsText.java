package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.deploy.faults.FaultRow;
import java.util.List;

/// What came of faults, for people and programs.
final class FaultsText {

    private FaultsText() {}

    static ObjectNode json(List<FaultRow> rows) {
        ObjectNode written = new ObjectMapper().createObjectNode();
        ArrayNode listed = written.putArray("faults");
        for (FaultRow row : rows) {
            ObjectNode object = listed.addObject()
                    .put("fault", row.fault())
                    .put("injected", row.injected())
                    .put("acknowledged", row.acknowledged())
                    .put("lost", row.lost())
                    .put("doubled", row.doubled())
                    .put("passed", row.passes());
            row.findings().forEach(object.putArray("findings")::add);
        }
        return written.put("passed", passed(rows));
    }

    static boolean passed(List<FaultRow> rows) {
        return !rows.isEmpty() && rows.stream().allMatch(FaultRow::passes);
    }

    static String text(List<FaultRow> rows) {
        TextTable table = new TextTable("fault", ">injected", ">acknowledged", ">lost", ">doubled", "");
        for (FaultRow row : rows) {
            table.row(
                    row.fault(),
                    Integer.toString(row.injected()),
                    Integer.toString(row.acknowledged()),
                    Integer.toString(row.lost()),
                    Integer.toString(row.doubled()),
                    row.passes() ? "" : "FAILED");
        }
        StringBuilder text = new StringBuilder(table.render());
        for (FaultRow row : rows) {
            row.findings()
                    .forEach(finding ->
                            text.append("\n  ").append(row.fault()).append(": ").append(finding));
        }
        long failed = rows.stream().filter(row -> !row.passes()).count();
        return text.append("\n")
                .append(
                        failed == 0
                                ? "nothing lost, nothing doubled, nothing found"
                                : failed + " of " + rows.size() + " faults FAILED")
                .toString();
    }
}
