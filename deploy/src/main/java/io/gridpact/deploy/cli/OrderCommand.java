package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.demo.DayJson;
import io.gridpact.deploy.demo.DayResult.TradeResult;
import io.gridpact.deploy.demo.DayText;
import io.gridpact.deploy.demo.TradeResults;
import io.gridpact.deploy.network.NetworkFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Has orders confirmed through the gateway.
@Command(
        name = "order",
        mixinStandardHelpOptions = true,
        description = "Has the orders of a file confirmed now, whatever their lines say of when.")
final class OrderCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "FILE", description = "Orders, one JSON object a line.")
    private Path file = Path.of("");

    @Option(
            names = "--non-blocking",
            description =
                    "Makes them NON_BLOCKING, whatever the two utilities agreed on (default: what they agreed on).")
    private boolean nonBlocking;

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data)) {
            Platforms platforms = session.platforms(nonBlocking);
            List<Trade> trades = platforms.trade(
                    NetworkFiles.readOrders(file), session.clock().now());
            SealedOrderFiles.write(session.folder(), trades);
            List<TradeResult> results =
                    new TradeResults(platforms, session.clock().now()).of(trades);
            Console.standard()
                    .result(
                            data.json(),
                            () -> new ObjectMapper().createObjectNode().set("trades", DayJson.trades(results)),
                            () -> DayText.trades(results));
            boolean allTaken = trades.stream().allMatch(trade -> !(trade.outcome() instanceof Trade.Outcome.Refused));
            return allTaken ? 0 : 1;
        }
    }
}
