package io.gridpact.utility.order;

import com.google.protobuf.Any;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.MoneyWire;
import io.gridpact.protocol.wire.SealedOrderWire;
import io.gridpact.trade.v1.Awaited;
import io.gridpact.trade.v1.AwaitedFigure;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.FigureBasis;
import io.gridpact.trade.v1.OrderProgress;
import io.gridpact.trade.v1.RevisionView;
import io.gridpact.trade.v1.SealedOrder;
import io.gridpact.trade.v1.SettlementView;
import io.gridpact.trade.v1.SignedRefusal;
import io.gridpact.trade.v1.TradeState;
import io.gridpact.trade.v1.TradeView;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.ledger.StoredUpdate;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Trades as messages for platforms.
final class TradeWire {

    private static final long UNKNOWN_WH = -1;

    private TradeWire() {}

    static SealedOrder sealedOrder(StoredTrade trade) {
        return sealedOrder(trade, trade.consented());
    }

    private static SealedOrder sealedOrder(StoredTrade trade, ConsentedOrder consented) {
        return SealedOrderWire.toMessage(
                consented,
                trade.sellerAttestation().orElse(null),
                trade.buyerAttestation().orElse(null));
    }

    static ConfirmResponse signed(StoredTrade trade) {
        ConsentedOrder consented = trade.consented();
        return ConfirmResponse.newBuilder()
                .setSealedOrder(sealedOrder(trade, consented))
                .setProgress(ProgressWire.progress(trade, consented.order()))
                .build();
    }

    static OrderProgress progress(StoredTrade trade) {
        return ProgressWire.progress(trade, trade.consented().order());
    }

    /// What a refusal carries beside its reason: the signed one, where it is one that stands, and how far an order has
    /// come that was not answered.
    static Any[] details(Confirmation.Refused refused) {
        Stream<Any> signed = refused.attestation().stream()
                .map(envelope -> Any.pack(SignedRefusal.newBuilder()
                        .setAttestation(EnvelopeWire.toMessage(envelope))
                        .build()));
        Stream<Any> unanswered = refused.unanswered().stream().map(trade -> Any.pack(progress(trade)));
        return Stream.concat(signed, unanswered).toArray(Any[]::new);
    }

    static com.google.rpc.Status status(Confirmation.Refused refused) {
        return RefusalStatus.toStatus(refused.refusal(), details(refused));
    }

    static TradeView view(PlatformTrade platformTrade) {
        StoredTrade trade = platformTrade.trade();
        ConsentedOrder consented = trade.consented();
        TradeView.Builder view = TradeView.newBuilder()
                .setOrderDigest(UnsafeByteOperations.unsafeWrap(trade.order().bytes()))
                .setState(state(trade))
                .setSealedOrder(sealedOrder(trade, consented))
                .setProgress(ProgressWire.progress(trade, consented.order()))
                .setChange(platformTrade.change())
                .setRevision(platformTrade.revision())
                .setQuantityWh(platformTrade.quantityWh())
                .setWindowStartMillis(trade.windowStart().toEpochMilli());
        platformTrade.update().ifPresent(update -> view.setUpdate(revision(update)));
        trade.refusal()
                .map(Refusal::reason)
                .ifPresent(
                        reason -> view.setReason(io.gridpact.directory.v1.Reason.valueOf("REASON_" + reason.name())));
        if (platformTrade.sellerWh().isPresent() || platformTrade.buyerWh().isPresent()) {
            view.setSettlement(settlement(platformTrade));
        }
        platformTrade
                .awaited()
                .ifPresent(awaited -> view.setAwaited(Awaited.newBuilder()
                        .setFigure(AwaitedFigure.valueOf(
                                "AWAITED_FIGURE_" + awaited.figure().name()))
                        .setUtility(awaited.utility())
                        .setUntilMillis(awaited.until().toEpochMilli())));
        return view.build();
    }

    private static RevisionView revision(StoredUpdate update) {
        RevisionView.Builder revision = RevisionView.newBuilder().setUpdate(EnvelopeWire.toMessage(update.envelope()));
        update.sellerAttestation()
                .ifPresent(envelope -> revision.setSellerAttestation(EnvelopeWire.toMessage(envelope)));
        update.buyerAttestation().ifPresent(envelope -> revision.setBuyerAttestation(EnvelopeWire.toMessage(envelope)));
        return revision.build();
    }

    private static SettlementView settlement(PlatformTrade trade) {
        SettlementView.Builder settlement = SettlementView.newBuilder()
                .setSellerWh(orUnknown(trade.sellerWh()))
                .setBuyerWh(orUnknown(trade.buyerWh()))
                .setSettledWh(orUnknown(trade.settledWh()))
                .setSellerDeviationWh(orUnknown(trade.sellerDeviationWh()))
                .setBuyerDeviationWh(orUnknown(trade.buyerDeviationWh()));
        trade.amount().ifPresent(amount -> settlement.setAmount(MoneyWire.toMessage(amount)));
        trade.sellerBasis().ifPresent(basis -> settlement.setSellerBasis(basis(basis)));
        trade.buyerBasis().ifPresent(basis -> settlement.setBuyerBasis(basis(basis)));
        trade.settlement()
                .ifPresent(digest -> settlement.setSettlementDigest(UnsafeByteOperations.unsafeWrap(digest.bytes())));
        return settlement.build();
    }

    private static FigureBasis basis(LateRules.Basis basis) {
        return FigureBasis.valueOf("FIGURE_BASIS_" + basis.name());
    }

    private static TradeState state(StoredTrade trade) {
        return TradeState.valueOf("TRADE_STATE_" + trade.state().name());
    }

    private static long orUnknown(OptionalLong energyWh) {
        return energyWh.orElse(UNKNOWN_WH);
    }
}
