package io.gridpact.utility.wire;

import static io.gridpact.trade.v1.PeerTradeServiceGrpc.getCountersignMethod;
import static io.gridpact.trade.v1.PeerTradeServiceGrpc.getDeliverReceiptsMethod;
import static io.gridpact.utility.network.ANetwork.NOW;
import static io.gridpact.utility.wire.ADay.SEALED;
import static io.gridpact.utility.wire.ADay.SOUTH;
import static io.gridpact.utility.wire.PlatformRefusals.TOO_LARGE;
import static io.gridpact.utility.wire.Refused.when;

import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.trade.v1.CountersignRequest;
import io.gridpact.trade.v1.DeliverReceiptsRequest;
import io.gridpact.utility.network.AnOrder;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What other utilities are refused while orders are confirmed.
final class PeerRefusals {

    private static final APeer EAST = APeer.named("east");
    private static final Envelope LARGE =
            Envelope.newBuilder().setPayload(TOO_LARGE).build();

    private PeerRefusals() {}

    /// An order that a customer of south sells to one of north.
    static AnOrder order() {
        return AnOrder.ofItsOwn().from("south").to("north");
    }

    static Stream<Refused> table() {
        return Stream.of(countersigning(), receipts()).flatMap(List::stream);
    }

    private static Refused countersign(
            String caller, String given, Reason reason, String field, Supplier<CountersignRequest> request) {
        return when(getCountersignMethod(), caller, given, reason, field, request);
    }

    private static List<Refused> countersigning() {
        AnOrder twice = order();
        return List.of(
                countersign(
                        "south",
                        "no order at all",
                        Reason.INVALID_ORDER,
                        "payload_type",
                        CountersignRequest::getDefaultInstance),
                countersign(
                        "south",
                        "an attestation that another signed",
                        Reason.SIGNATURE_INVALID,
                        "seller_attestation",
                        () -> SOUTH.signingAs("east").countersign(order())),
                countersign(
                        "east",
                        "without agreement",
                        Reason.NO_AGREEMENT,
                        "",
                        () -> EAST.countersign(order().from("east"))),
                countersign(
                        "south",
                        "an order that has expired",
                        Reason.WINDOW_CLOSED,
                        "expires_millis",
                        () -> SOUTH.countersign(order().made(NOW.minusSeconds(600), NOW))),
                countersign("south", "another order under the same id", Reason.ORDER_CONFLICT, "order_id", () -> {
                    ADay.answerTo(twice);
                    return SOUTH.countersign(twice.underTheSameId());
                }),
                countersign(
                        "east",
                        "south's order",
                        Reason.PERMISSION_DENIED,
                        "order.seller_utility",
                        () -> SOUTH.countersign(order())),
                countersign(
                        "helio", "a utility's request", Reason.PERMISSION_DENIED, "", () -> SOUTH.countersign(order())),
                countersign(
                        "south",
                        "a damaged opening",
                        Reason.INVALID_REQUEST,
                        "buyer_opening",
                        () -> SOUTH.countersign(order()).toBuilder()
                                .setBuyerOpening(OpeningWire.toMessage(order().buyerOpening()))
                                .build()),
                countersign(
                        "south",
                        "another order's attestation",
                        Reason.INVALID_PROOF,
                        "seller_attestation.order_digest",
                        () -> SOUTH.countersign(order(), SOUTH.attests(SEALED))),
                countersign(
                        "south",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> CountersignRequest.newBuilder()
                                .setSellerAttestation(LARGE)
                                .build()));
    }

    private static Refused receipt(
            String caller, String given, Reason reason, String field, Supplier<DeliverReceiptsRequest> request) {
        return when(getDeliverReceiptsMethod(), caller, given, reason, field, request);
    }

    private static List<Refused> receipts() {
        AnOrder attested = order();
        return List.of(
                receipt(
                        "south",
                        "no receipts",
                        Reason.INVALID_REQUEST,
                        "receipts",
                        DeliverReceiptsRequest::getDefaultInstance),
                receipt(
                        "south",
                        "a trade that was never made",
                        Reason.UNKNOWN_TRADE,
                        "receipts",
                        () -> SOUTH.receipt(order(), SEALED.digest())),
                receipt(
                        "east",
                        "south's trade",
                        Reason.UNKNOWN_TRADE,
                        "receipts",
                        () -> SOUTH.receipt(SEALED, SEALED.digest())),
                receipt(
                        "south",
                        "another attestation",
                        Reason.INVALID_PROOF,
                        "buyer_attestation_digest",
                        () -> SOUTH.receipt(SEALED, SEALED.digest())),
                receipt("south", "signed by another", Reason.SIGNATURE_INVALID, "signatures", () -> SOUTH.signingAs(
                                "east")
                        .receipt(attested, ADay.answerTo(attested))),
                receipt(
                        "gate",
                        "a utility's receipt",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> SOUTH.receipt(SEALED, SEALED.digest())));
    }
}
