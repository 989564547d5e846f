package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.UpdateMaker;
import io.gridpact.deploy.client.UpdateMaker.Wish;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.TradeView;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Has a trade updated as its two platforms want it.
@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description =
                "Has a trade cancelled, curtailed or moved as both its platforms want it, before its gate closes.")
final class UpdateCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "TRADE", description = "An order's id, or the name it had in its file.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "WHAT", description = "cancel, curtail or reschedule.")
    private String what = "";

    @Option(names = "--to-wh", paramLabel = "N", description = "What is left where it curtails, in watt-hours.")
    private @Nullable Long leftWh;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Start of the new window where it reschedules.")
    private @Nullable Instant windowStart;

    @Override
    public Integer call() throws IOException {
        Wish wish = wish();
        try (Session session = Session.open(data)) {
            Platforms platforms = session.platforms();
            Instant now = session.clock().now();
            TradeView view = view(session, platforms, now);
            Update update = new UpdateMaker(platforms, session.random()).bring(view, wish, now);
            Console.standard()
                    .result(
                            data.json(),
                            () -> new ObjectMapper()
                                    .createObjectNode()
                                    .put("id", order(view).orderId())
                                    .put("kind", update.kind().name())
                                    .put("revision", update.revision())
                                    .put("quantityWh", update.quantityWh())
                                    .put("windowStart", update.window().start().toString()),
                            () -> "%s: revision %d, %s, attested by both utilities"
                                    .formatted(
                                            order(view).orderId(),
                                            update.revision(),
                                            update.kind().name().toLowerCase(Locale.ROOT)));
            return 0;
        }
    }

    private Wish wish() {
        return switch (what) {
            case "cancel" -> new Wish(UpdateKind.CANCEL, Optional.empty(), Optional.empty());
            case "curtail" -> new Wish(UpdateKind.CURTAIL, Optional.of(given(leftWh, "--to-wh")), Optional.empty());
            case "reschedule" ->
                new Wish(UpdateKind.RESCHEDULE, Optional.empty(), Optional.of(given(windowStart, "--to")));
            default -> throw new ProcessFault(what + " is none of cancel, curtail, reschedule");
        };
    }

    private <T> T given(@Nullable T value, String option) {
        if (value == null) {
            throw new ProcessFault(what + " needs " + option);
        }
        return value;
    }

    /// As the seller utility shows it to the seller's platform: there an update is attested first.
    private TradeView view(Session session, Platforms platforms, Instant now) throws IOException {
        Map<String, String> names = SealedOrderFiles.names(session.folder());
        for (String platform : session.network().platforms()) {
            for (String utility : session.network().utilities()) {
                for (TradeView view : platforms.client(platform).trades(utility, now)) {
                    Order order = order(view);
                    boolean meant = order.orderId().equals(id) || id.equals(names.get(order.orderId()));
                    if (meant && order.sellerUtility().equals(utility)) {
                        return view;
                    }
                }
            }
        }
        throw new ProcessFault("no trade " + id + " of a platform of this folder");
    }

    private static Order order(TradeView view) {
        return OrderWire.consented(view.getSealedOrder().getOrder()).order();
    }
}
