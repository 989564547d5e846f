package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.Market.Standing;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.trade.v1.AnnounceOutageRequest;
import io.gridpact.trade.v1.OutageServiceGrpc;
import io.gridpact.trade.v1.UpdateServiceGrpc;
import io.gridpact.trade.v1.UpdateTradeRequest;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/// What changes trades before their gates close: outages that utilities' operators announce, and wishes of platforms.
/// Both are said again until they are answered.
final class Changes {

    private static final int SALT_BYTES = 16;
    private static final int ATTEMPTS = 6;
    private static final int LONGEST_RETRY_SECONDS = 120;
    private static final int MOST_KEPT_PERCENT = 100;
    private static final List<io.gridpact.trade.v1.UpdateReason> REASONS = List.of(
            io.gridpact.trade.v1.UpdateReason.UPDATE_REASON_OUTAGE,
            io.gridpact.trade.v1.UpdateReason.UPDATE_REASON_CONGESTION,
            io.gridpact.trade.v1.UpdateReason.UPDATE_REASON_POLICY,
            io.gridpact.trade.v1.UpdateReason.UPDATE_REASON_METERING);

    private final Cast cast;
    private final SimulatedNetwork network;
    private final Market market;
    private final SplittableRandom random;
    private final SeededBytes bytes;
    private final Scene scene;
    private int outages;

    Changes(Cast cast, SimulatedNetwork network, Market market, SplittableRandom random, Scene scene) {
        this.cast = cast;
        this.network = network;
        this.market = market;
        this.random = random;
        this.bytes = new SeededBytes(random.split());
        this.scene = scene;
    }

    /// The operator of a utility announces that some of its meters are out of service for a while.
    void outage(String utility, List<Household> households, Instant from, Instant until) {
        outages++;
        AnnounceOutageRequest.Builder outage = AnnounceOutageRequest.newBuilder()
                .setOutageId("outage " + outages)
                .setFromMillis(from.toEpochMilli())
                .setUntilMillis(until.toEpochMilli())
                .setKeepPercent(random.nextBoolean() ? 0 : random.nextInt(MOST_KEPT_PERCENT))
                .setReason(REASONS.get(random.nextInt(REASONS.size())));
        households.stream()
                .filter(household -> household.utility().equals(utility) && random.nextBoolean())
                .forEach(household -> outage.addMeterIds("meter of " + household.customer()));
        if (outage.getMeterIdsCount() > 0) {
            announce(utility, outage.build(), ATTEMPTS);
        }
    }

    private void announce(String utility, AnnounceOutageRequest outage, int attempts) {
        try {
            int affected = OutageServiceGrpc.newBlockingStub(network.channel(Cast.OPERATOR, utility))
                    .announceOutage(outage)
                    .getTradesCount();
            scene.trace(outage.getOutageId() + " at " + utility + " affects " + affected);
        } catch (StatusRuntimeException refused) {
            again(refused, attempts, outage.getOutageId(), () -> announce(utility, outage, attempts - 1));
        }
    }

    /// Both platforms want something else of a trade that they have seen signed; twice at once where they want it both
    /// ways, of which one counts.
    void wish(List<DeliveryWindow> windows) {
        List<Standing> standing = market.standing();
        if (standing.isEmpty()) {
            return;
        }
        Standing one = standing.get(random.nextInt(standing.size()));
        for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
            wish(one, windows.get(random.nextInt(windows.size())));
        }
    }

    private void wish(Standing of, DeliveryWindow window) {
        UpdateKind kind = UpdateKind.values()[random.nextInt(UpdateKind.values().length)];
        if (kind == UpdateKind.RESCHEDULE && window.equals(of.window())) {
            kind = UpdateKind.CURTAIL;
        }
        long less = 1 + random.nextLong(Math.max(1, of.quantityWh()));
        Update draft = new Update(
                Unsigned.DIGEST,
                of.order().digest(),
                of.revision(),
                of.sellerAttestation(),
                of.buyerAttestation(),
                of.window().start(),
                kind,
                UpdateReason.PLATFORMS,
                random.nextBoolean()
                        ? of.order().order().buyerPlatform()
                        : of.order().order().sellerPlatform(),
                kind == UpdateKind.RESCHEDULE ? window : of.window(),
                kind == UpdateKind.CANCEL ? 0 : less,
                scene.now());
        ask(of.order(), signed(draft, of.order()), ATTEMPTS);
    }

    private Envelope signed(Update draft, SimulatedOrder order) {
        byte[] payload = UpdateWire.payload(draft, bytes.take(SALT_BYTES));
        String buyers = order.order().buyerPlatform();
        String sellers = order.order().sellerPlatform();
        Envelope one = Envelopes.sign(Update.PAYLOAD_TYPE, payload, cast.signer(buyers));
        return buyers.equals(sellers)
                ? one
                : one.with(Envelopes.signature(Update.PAYLOAD_TYPE, payload, cast.signer(sellers)));
    }

    private void ask(SimulatedOrder order, Envelope update, int attempts) {
        String what = "update " + update.digest().prefix();
        UpdateTradeRequest request = UpdateTradeRequest.newBuilder()
                .setUpdate(EnvelopeWire.toMessage(update))
                .build();
        try {
            market.updated(
                    order,
                    UpdateServiceGrpc.newBlockingStub(
                                    network.channel(Cast.GATEWAY, order.seller().utility()))
                            .updateTrade(request)
                            .getSealedUpdate());
            scene.trace(what + " SIGNED");
        } catch (StatusRuntimeException refused) {
            again(refused, attempts, what, () -> ask(order, update, attempts - 1));
        }
    }

    private void again(StatusRuntimeException refused, int attempts, String what, Runnable action) {
        Reason reason = RefusalStatus.refusalOf(refused).reason();
        scene.trace(what + " " + reason);
        if (attempts > 1 && (reason == Reason.PEER_UNAVAILABLE || reason == Reason.UNAVAILABLE)) {
            scene.later(
                    scene.now().plusMillis(1 + random.nextInt(LONGEST_RETRY_SECONDS * 1_000)), what + " again", action);
        }
    }
}
