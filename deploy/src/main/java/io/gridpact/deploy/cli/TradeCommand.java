package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.demo.DayJson;
import io.gridpact.deploy.demo.DayResult.TradeResult;
import io.gridpact.deploy.demo.DayText;
import io.gridpact.deploy.demo.TradeListing;
import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows trades as their platforms see them.
@Command(
        name = "trade",
        mixinStandardHelpOptions = true,
        description = "Lists the trades of all platforms of this folder, or shows one.")
final class TradeCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "An order's id, or the name it had in its file.")
    private @Nullable String id;

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data)) {
            TradeListing listing = new TradeListing(
                    session.platforms(), session.clock().now(), SealedOrderFiles.names(session.folder()));
            List<TradeResult> all = listing.of(session.channels().state());
            List<TradeResult> shown = id == null
                    ? all
                    : all.stream()
                            .filter(trade ->
                                    trade.id().equals(id) || trade.name().equals(id))
                            .toList();
            if (id != null && shown.isEmpty()) {
                throw new ProcessFault("no trade " + id + " of a platform of this folder");
            }
            Console.standard()
                    .result(
                            data.json(),
                            () -> id == null
                                    ? new ObjectMapper().createObjectNode().set("trades", DayJson.trades(shown))
                                    : DayJson.trades(shown).get(0),
                            () -> id == null ? DayText.trades(shown) : DayText.details(shown));
            return 0;
        }
    }
}
