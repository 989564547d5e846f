package io.gridpact.deploy.simulation;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.simulation.SimulatedOrder.Terms;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.SealedOrderWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The platforms and what they trade: they send an order until it is answered or expires, believe nothing that they
/// have not verified, and remember every answer.
final class Market {

    private static final int MOST_QUANTITY_WH = 9_000;
    private static final int LEAST_QUANTITY_WH = 200;
    private static final int MOST_PRICE_PER_MILLE = 400;
    private static final int LONGEST_RETRY_SECONDS = 90;
    private static final int SENT_AGAIN_OF_TEN = 3;
    /// Confirmed by consent, and not signed by all yet.
    private static final String AWAITED = "AWAITED";

    private final Cast cast;
    private final SimulatedNetwork network;
    private final List<Household> households;
    private final SplittableRandom random;
    private final SeededBytes bytes;
    private final Scene scene;
    private final Map<Digest, SimulatedOrder> sent = new LinkedHashMap<>();
    private final Map<Digest, ByteString> acknowledged = new LinkedHashMap<>();
    private final Map<Digest, Standing> standing = new LinkedHashMap<>();
    private final Modes modes;

    /// @param modes in which utilities have agreed to confirm
    Market(
            Cast cast,
            SimulatedNetwork network,
            List<Household> households,
            Modes modes,
            SplittableRandom random,
            Scene scene) {
        this.cast = cast;
        this.modes = modes;
        this.network = network;
        this.households = households;
        this.random = random;
        this.bytes = new SeededBytes(random.split());
        this.scene = scene;
    }

    /// What platforms know of a trade that all four have signed.
    ///
    /// @param revision the last that they have seen signed; 0 is the order
    record Standing(
            SimulatedOrder order,
            long revision,
            Digest sellerAttestation,
            Digest buyerAttestation,
            DeliveryWindow window,
            long quantityWh) {}

    /// What may be updated, as far as platforms know.
    List<Standing> standing() {
        return standing.values().stream().filter(one -> one.quantityWh() > 0).toList();
    }

    /// Both utilities have attested an update.
    void updated(SimulatedOrder order, io.gridpact.trade.v1.SealedUpdate message) {
        SealedUpdate sealed = UpdateWire.sealed(message, Fields.of(Reason.INVALID_PROOF));
        Update update = sealed.update();
        standing.put(
                order.digest(),
                new Standing(
                        order,
                        update.revision(),
                        sealed.sellerAttestation().attestation().digest(),
                        sealed.buyerAttestation().attestation().digest(),
                        update.window(),
                        update.quantityWh()));
    }

    /// Orders whose four signatures a platform has seen.
    Set<Digest> acknowledged() {
        return acknowledged.keySet();
    }

    Map<Digest, SimulatedOrder> sent() {
        return sent;
    }

    /// Whoever is on a side of something that was sent.
    Set<Household> trading() {
        return sent.values().stream()
                .flatMap(order -> Stream.of(order.buyer(), order.seller()))
                .collect(Collectors.toSet());
    }

    /// Two platforms agree on something between two households.
    SimulatedOrder order(DeliveryWindow window, Instant gateClosure) {
        Household seller = anyone(Direction.INJECTION);
        Household buyer = anyone(Direction.CONSUMPTION);
        while (buyer.customer().equals(seller.customer())) {
            buyer = anyone(Direction.CONSUMPTION);
        }
        Instant now = scene.now();
        long untilGate = Math.max(1, Duration.between(now, gateClosure).toMillis());
        Instant expires = random.nextBoolean() ? gateClosure : gateClosure.minusMillis(random.nextLong(untilGate));
        return make(new Terms(
                SimulatedOrder.newId(now, bytes),
                platform(),
                platform(),
                buyer,
                seller,
                window,
                LEAST_QUANTITY_WH + random.nextInt(MOST_QUANTITY_WH),
                random.nextInt(MOST_PRICE_PER_MILLE),
                now,
                expires));
    }

    SimulatedOrder make(Terms terms) {
        SimulatedOrder order = SimulatedOrder.make(terms, modes, cast, bytes);
        sent.put(order.digest(), order);
        return order;
    }

    /// Another order under the same identity, to which both platforms consent as well.
    SimulatedOrder twin(SimulatedOrder order) {
        Household otherSeller = random.nextBoolean() ? order.seller() : anyone(Direction.INJECTION);
        return make(new Terms(
                order.order().orderId(),
                order.order().buyerPlatform(),
                order.order().sellerPlatform(),
                order.buyer(),
                otherSeller.equals(order.buyer()) ? order.seller() : otherSeller,
                order.order().window(),
                order.order().quantityWh() + 1,
                random.nextInt(MOST_PRICE_PER_MILLE),
                scene.now(),
                order.order().expires()));
    }

    private Household anyone(Direction direction) {
        List<Household> able = households.stream()
                .filter(household -> household.has(direction))
                .toList();
        return able.get(random.nextInt(able.size()));
    }

    private String platform() {
        return Cast.PLATFORMS.get(random.nextInt(Cast.PLATFORMS.size()));
    }

    /// Sends it, and again until there is an answer or it has expired.
    void send(SimulatedOrder order) {
        String answer = answer(order);
        scene.trace("order " + order.digest().prefix() + " " + answer);
        boolean again = answer.equals(AWAITED)
                || answer.equals(Reason.PEER_UNAVAILABLE.name())
                || answer.equals(Reason.UNAVAILABLE.name())
                || answer.equals(Reason.RESOURCE_EXHAUSTED.name());
        boolean doubt = random.nextInt(10) < SENT_AGAIN_OF_TEN;
        Instant next = scene.now().plusMillis(1 + random.nextInt(LONGEST_RETRY_SECONDS * 1_000));
        if ((again && next.isBefore(order.order().expires())) || (doubt && !again && scene.beforeRest())) {
            scene.later(next, "platform sends " + order.digest().prefix(), () -> send(order));
        }
    }

    private String answer(SimulatedOrder order) {
        String caller = random.nextBoolean()
                ? order.order().buyerPlatform()
                : random.nextBoolean() ? order.order().sellerPlatform() : Cast.GATEWAY;
        try {
            ConfirmResponse answer = TradeServiceGrpc.newBlockingStub(
                            network.channel(caller, order.seller().utility()))
                    .confirm(order.request());
            if (!answer.hasSealedOrder()) {
                return AWAITED;
            }
            acknowledge(order, answer.getSealedOrder());
            return "SIGNED";
        } catch (StatusRuntimeException refused) {
            Refusal refusal = RefusalStatus.refusalOf(refused);
            if (refusal.reason() == Reason.INTERNAL) {
                throw new BrokenInvariantException("a platform was answered INTERNAL: " + refused, refused);
            }
            return refusal.reason().name();
        }
    }

    private void acknowledge(SimulatedOrder order, io.gridpact.trade.v1.SealedOrder answer) {
        try {
            SealedOrder sealed = SealedOrderWire.verified(answer, cast::participant, Cast.VERIFIER);
            if (!sealed.consented().order().digest().equals(order.digest())) {
                throw new BrokenInvariantException("another order came back than was sent");
            }
            standing.putIfAbsent(
                    order.digest(),
                    new Standing(
                            order,
                            0,
                            sealed.sellerAttestation().attestation().digest(),
                            sealed.buyerAttestation().attestation().digest(),
                            order.order().window(),
                            order.order().quantityWh()));
        } catch (RefusedException lie) {
            if (scene.isLiar(order.seller().utility())
                    || scene.isLiar(order.buyer().utility())) {
                scene.found(
                        "a platform got what does not verify: " + lie.refusal().reason());
                return;
            }
            throw new BrokenInvariantException("a sealed order does not verify", lie);
        }
        ByteString before = acknowledged.putIfAbsent(order.digest(), answer.toByteString());
        if (before != null
                && !before.equals(answer.toByteString())
                && !scene.isLiar(order.seller().utility())) {
            throw new BrokenInvariantException(
                    "order " + order.digest().prefix() + " was answered with other bytes before");
        }
    }
}
