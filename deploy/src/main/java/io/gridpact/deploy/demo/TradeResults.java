package io.gridpact.deploy.demo;

import com.google.protobuf.ByteString;
import com.google.type.Money;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.client.Trade.Outcome;
import io.gridpact.deploy.demo.DayResult.SignerEntry;
import io.gridpact.deploy.demo.DayResult.TradeResult;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.trade.v1.Awaited;
import io.gridpact.trade.v1.FigureBasis;
import io.gridpact.trade.v1.LegStatus;
import io.gridpact.trade.v1.OrderProgress;
import io.gridpact.trade.v1.SettlementView;
import io.gridpact.trade.v1.TradeState;
import io.gridpact.trade.v1.TradeView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Asks both sides' utilities, through the gateway, where each trade stands, as its platforms would.
public final class TradeResults {

    private static final String STATE_PREFIX = "TRADE_STATE_";
    private static final int NANO_DECIMALS = 9;
    private static final int AMOUNT_DECIMALS = 4;

    /// What is contracted: by the order, or by the revision that is in force.
    private record Contract(Instant windowStart, long quantityWh) {

        static Contract of(OrderLine line) {
            return new Contract(line.windowStart(), line.quantityWh());
        }

        static Contract of(OrderLine line, TradeView view) {
            return view.getRevision() == 0
                    ? of(line)
                    : new Contract(Instant.ofEpochMilli(view.getWindowStartMillis()), view.getQuantityWh());
        }
    }

    private final Platforms platforms;
    private final Instant now;
    private final Map<String, Map<ByteString, TradeView>> views = new HashMap<>();

    /// @param now by the network's clock
    public TradeResults(Platforms platforms, Instant now) {
        this.platforms = platforms;
        this.now = now;
    }

    public List<TradeResult> of(List<Trade> trades) {
        return trades.stream().map(this::of).toList();
    }

    private TradeResult of(Trade trade) {
        return switch (trade.outcome()) {
            case Outcome.Refused(Refusal refusal) -> refused(trade, refusal);
            case Outcome.Accepted(OrderProgress progress) -> accepted(trade, progress);
            case Outcome.Sealed(SealedOrder sealed, byte[] _) -> sealed(trade, sealed);
        };
    }

    private static TradeResult refused(Trade trade, Refusal refusal) {
        return result(
                trade,
                Contract.of(trade.line()),
                "REFUSED",
                Optional.of(refusal.reason().name()),
                explanation(refusal),
                SettlementView.newBuilder()
                        .setSellerWh(-1)
                        .setBuyerWh(-1)
                        .setSettledWh(-1)
                        .build(),
                List.of());
    }

    private static String explanation(Refusal refusal) {
        StringBuilder explanation = new StringBuilder();
        if (!refusal.field().isEmpty()) {
            explanation.append("field ").append(refusal.field());
        }
        new TreeMap<>(refusal.metadata()).forEach((name, value) -> explanation
                .append(explanation.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(value));
        return explanation.toString();
    }

    /// Legs that still wait, as it was said when the order was sent.
    private static TradeResult accepted(Trade trade, OrderProgress progress) {
        String awaited = progress.getLegsList().stream()
                .filter(leg -> leg.getStatus() == LegStatus.LEG_STATUS_AWAITED)
                .map(leg -> leg.getParticipant() + " awaited until " + Instant.ofEpochMilli(leg.getUntilMillis()))
                .collect(Collectors.joining(", "));
        return result(
                trade,
                Contract.of(trade.line()),
                "ACCEPTED",
                Optional.empty(),
                awaited,
                unknownSettlement(),
                List.of());
    }

    private TradeResult sealed(Trade trade, SealedOrder sealed) {
        OrderLine line = trade.line();
        TradeView atSeller = view(line.seller().platform(), line.seller().utility(), trade);
        TradeView atBuyer = view(line.buyer().platform(), line.buyer().utility(), trade);
        TradeState earlier =
                atSeller.getStateValue() <= atBuyer.getStateValue() ? atSeller.getState() : atBuyer.getState();
        boolean agreed = atSeller.getSettlement()
                .getSettlementDigest()
                .equals(atBuyer.getSettlement().getSettlementDigest());
        String states = atSeller.getState() == atBuyer.getState() && agreed
                ? ""
                : line.seller().utility() + " says " + name(atSeller.getState()) + ", "
                        + line.buyer().utility() + " says " + name(atBuyer.getState());
        String explanation = states + afterDelivery(states, atSeller, atBuyer);
        SettlementView settlement = atSeller.hasSettlement() ? atSeller.getSettlement() : unknownSettlement();
        return result(
                trade,
                Contract.of(line, atSeller),
                name(earlier),
                Optional.empty(),
                explanation,
                settlement,
                signers(sealed));
    }

    /// Which revision is in force, what is awaited of whom until when, and which figures are not as allocated in time.
    private static String afterDelivery(String before, TradeView atSeller, TradeView atBuyer) {
        StringJoiner said = new StringJoiner(", ", before.isEmpty() ? "" : ", ", "").setEmptyValue("");
        if (atSeller.getRevision() > 0) {
            said.add("revision " + atSeller.getRevision());
        }
        TradeView waiting = atSeller.hasAwaited() ? atSeller : atBuyer;
        if (waiting.hasAwaited()) {
            Awaited awaited = waiting.getAwaited();
            said.add("awaits " + awaited.getFigure().name().replace("AWAITED_FIGURE_", "") + " of "
                    + awaited.getUtility() + " until " + Instant.ofEpochMilli(awaited.getUntilMillis()));
        }
        SettlementView settlement = atSeller.getSettlement();
        Stream.of(settlement.getSellerBasis(), settlement.getBuyerBasis())
                .filter(basis ->
                        basis != FigureBasis.FIGURE_BASIS_ALLOCATED && basis != FigureBasis.FIGURE_BASIS_UNSPECIFIED)
                .distinct()
                .forEach(basis -> said.add(basis.name().replace("FIGURE_BASIS_", "")));
        return said.toString();
    }

    private static SettlementView unknownSettlement() {
        return SettlementView.newBuilder()
                .setSellerWh(-1)
                .setBuyerWh(-1)
                .setSettledWh(-1)
                .build();
    }

    /// A utility is asked once for all trades of a platform.
    private TradeView view(String platform, String utility, Trade trade) {
        Map<ByteString, TradeView> known = views.computeIfAbsent(platform + " " + utility, unused -> {
            Map<ByteString, TradeView> byDigest = new HashMap<>();
            platforms.client(platform).trades(utility, now).forEach(view -> byDigest.put(view.getOrderDigest(), view));
            return byDigest;
        });
        return known.getOrDefault(ByteString.copyFrom(trade.digest().bytes()), TradeView.getDefaultInstance());
    }

    /// The four, in the order in which they sign.
    static List<SignerEntry> signers(SealedOrder sealed) {
        Order order = sealed.consented().order();
        return List.of(
                new SignerEntry(
                        "BUYER_PLATFORM",
                        order.buyerPlatform(),
                        sealed.consented().buyerConsent().keyId().hex()),
                new SignerEntry(
                        "SELLER_PLATFORM",
                        order.sellerPlatform(),
                        sealed.consented().sellerConsent().keyId().hex()),
                new SignerEntry(
                        "SELLER_UTILITY",
                        order.sellerUtility(),
                        sealed.sellerAttestation()
                                .envelope()
                                .signatures()
                                .getFirst()
                                .keyId()
                                .hex()),
                new SignerEntry(
                        "BUYER_UTILITY",
                        order.buyerUtility(),
                        sealed.buyerAttestation()
                                .envelope()
                                .signatures()
                                .getFirst()
                                .keyId()
                                .hex()));
    }

    private static TradeResult result(
            Trade trade,
            Contract contract,
            String state,
            Optional<String> reason,
            String explanation,
            SettlementView settlement,
            List<SignerEntry> signers) {
        OrderLine line = trade.line();
        return new TradeResult(
                line.name(),
                trade.orderId(),
                line.seller().utility(),
                line.buyer().utility(),
                contract.windowStart(),
                state,
                reason,
                explanation,
                contract.quantityWh(),
                known(settlement.getSellerWh()),
                known(settlement.getBuyerWh()),
                known(settlement.getSettledWh()),
                line.pricePerKwh(),
                settlement.hasAmount() ? Optional.of(decimal(settlement.getAmount())) : Optional.empty(),
                line.currency(),
                signers);
    }

    private static OptionalLong known(long wh) {
        return wh < 0 ? OptionalLong.empty() : OptionalLong.of(wh);
    }

    private static BigDecimal decimal(Money money) {
        return BigDecimal.valueOf(money.getUnits())
                .add(BigDecimal.valueOf(money.getNanos(), NANO_DECIMALS))
                .setScale(AMOUNT_DECIMALS, RoundingMode.UNNECESSARY);
    }

    private static String name(TradeState state) {
        return state == TradeState.UNRECOGNIZED ? "UNRECOGNIZED" : state.name().substring(STATE_PREFIX.length());
    }
}
