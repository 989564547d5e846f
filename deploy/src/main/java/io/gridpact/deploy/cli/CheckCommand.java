package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.check.NetworkCheck;
import io.gridpact.deploy.check.NetworkCheck.Outcome;
import io.gridpact.deploy.demo.DayText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Looks whether everything holds together.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Runs every store's checker, compares the ledgers of each pair, names what does not hold.")
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data)) {
            Outcome outcome = new NetworkCheck(session.channels()).run();
            Console.standard().result(data.json(), () -> json(outcome), () -> text(outcome));
            return outcome.clean() ? 0 : 1;
        }
    }

    static ObjectNode json(Outcome outcome) {
        ObjectNode written = new ObjectMapper().createObjectNode().put("clean", outcome.clean());
        ArrayNode services = written.putArray("services");
        outcome.services().forEach(service -> {
            ObjectNode entry = services.addObject().put("id", service.service()).put("findings", service.findings());
            ObjectNode checked = entry.putObject("checked");
            service.checked().forEach(checked::put);
        });
        written.put("pairs", outcome.pairs());
        ArrayNode findings = written.putArray("findings");
        outcome.findings().forEach(finding -> findings.addObject()
                .put("where", finding.where())
                .put("rule", finding.rule())
                .put("subject", finding.subject())
                .put("detail", finding.detail()));
        return written;
    }

    private static String text(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        outcome.services().forEach(service -> text.append(service.service())
                .append(": ")
                .append(service.checked())
                .append(", findings ")
                .append(service.findings())
                .append('\n'));
        return text.append(DayText.check(outcome)).toString();
    }
}
