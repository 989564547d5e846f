package io.gridpact.deploy.demo;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.client.Trade.Outcome;
import io.gridpact.deploy.demo.DayResult.TradeResult;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.SealedOrderWire;
import io.gridpact.trade.v1.TradeState;
import io.gridpact.trade.v1.TradeView;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All trades that a folder's platforms take part in, found by asking every utility for them.
public final class TradeListing {

    private static final String UNKNOWN = "";

    private final Platforms platforms;
    private final Instant now;
    private final Map<String, String> names;

    /// @param names what people called orders, by order id
    public TradeListing(Platforms platforms, Instant now, Map<String, String> names) {
        this.platforms = platforms;
        this.now = now;
        this.names = names;
    }

    /// In the order of their windows and names.
    public List<TradeResult> of(NetworkState state) {
        Map<ByteString, Trade> trades = new LinkedHashMap<>();
        for (String platform : state.platforms()) {
            for (ServiceAddress utility : state.of(ServiceKind.UTILITY)) {
                platforms.client(platform).trades(utility.id(), now).forEach(view -> {
                    ByteString digest = view.getOrderDigest();
                    trades.putIfAbsent(digest, trade(view));
                });
            }
        }
        return new TradeResults(platforms, now)
                .of(List.copyOf(trades.values())).stream()
                        .sorted(Comparator.comparing(TradeResult::windowStart).thenComparing(TradeResult::name))
                        .toList();
    }

    private Trade trade(TradeView view) {
        ConsentedOrder consented = OrderWire.consented(view.getSealedOrder().getOrder());
        Order order = consented.order();
        boolean complete = view.getSealedOrder().hasSellerAttestation()
                && view.getSealedOrder().hasBuyerAttestation()
                && view.getState() != TradeState.TRADE_STATE_REFUSED;
        Outcome outcome = complete
                ? new Outcome.Sealed(
                        SealedOrderWire.fromMessage(view.getSealedOrder()),
                        view.getSealedOrder().toByteArray())
                : incomplete(order, view);
        return new Trade(line(order), order.orderId(), order.digest(), outcome);
    }

    private static Outcome incomplete(Order order, TradeView view) {
        boolean awaited = view.getState() == TradeState.TRADE_STATE_PENDING;
        return switch (order.mode()) {
            case NON_BLOCKING ->
                awaited ? new Outcome.Accepted(view.getProgress()) : new Outcome.Refused(refusal(view));
            case BLOCKING -> new Outcome.Refused(refusal(view));
        };
    }

    private static Refusal refusal(TradeView view) {
        String name = view.getReason().name().replaceFirst("^REASON_", "");
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(name)) {
                return Refusal.of(reason);
            }
        }
        return Refusal.of(Reason.PEER_UNAVAILABLE);
    }

    private OrderLine line(Order order) {
        return new OrderLine(
                names.getOrDefault(order.orderId(), order.orderId()),
                Optional.of(order.created()),
                new OrderLine.Side(order.sellerPlatform(), order.sellerUtility(), UNKNOWN, UNKNOWN),
                new OrderLine.Side(order.buyerPlatform(), order.buyerUtility(), UNKNOWN, UNKNOWN),
                order.window().start(),
                Math.toIntExact(order.window().length().toMinutes()),
                order.quantityWh(),
                order.price().perKwh(),
                order.price().currency(),
                Optional.of(order.expires()),
                Optional.empty());
    }
}
