package io.gridpact.utility.wire;

import static io.gridpact.trade.v1.OutageServiceGrpc.getAnnounceOutageMethod;
import static io.gridpact.trade.v1.PeerUpdateServiceGrpc.getCountersignUpdateMethod;
import static io.gridpact.trade.v1.PeerUpdateServiceGrpc.getDeliverUpdateReceiptsMethod;
import static io.gridpact.trade.v1.PeerUpdateServiceGrpc.getRequestUpdateMethod;
import static io.gridpact.trade.v1.UpdateServiceGrpc.getUpdateTradeMethod;
import static io.gridpact.utility.network.ANetwork.NOW;
import static io.gridpact.utility.wire.ADay.SOUTH;
import static io.gridpact.utility.wire.Refused.when;
import static io.gridpact.utility.wire.RunningUtility.OPERATOR;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Revision;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.UpdateAttestation;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.trade.v1.AnnounceOutageRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.CountersignUpdateRequest;
import io.gridpact.trade.v1.DeliverUpdateReceiptsRequest;
import io.gridpact.trade.v1.OutageServiceGrpc;
import io.gridpact.trade.v1.PeerUpdateServiceGrpc;
import io.gridpact.trade.v1.RequestUpdateRequest;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.trade.v1.UpdateServiceGrpc;
import io.gridpact.trade.v1.UpdateTradeRequest;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.AnUpdate;
import io.grpc.ServiceDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What is refused of updates: to platforms, to the other utility, and to the operator.
final class UpdateRefusals {

    /// What each of the three services may be heard to say.
    static final Map<ServiceDescriptor, Set<Reason>> SAID = Map.of(
            UpdateServiceGrpc.getServiceDescriptor(),
            EnumSet.of(
                    Reason.INVALID_ORDER,
                    Reason.SIGNATURE_INVALID,
                    Reason.WINDOW_CLOSED,
                    Reason.NO_MANDATE,
                    Reason.UNKNOWN_METER,
                    Reason.LIMIT_EXCEEDED,
                    Reason.REVISION_CONFLICT,
                    Reason.PEER_UNAVAILABLE,
                    Reason.RESOURCE_EXHAUSTED,
                    Reason.PERMISSION_DENIED,
                    Reason.INVALID_REQUEST,
                    Reason.UNKNOWN_TRADE,
                    Reason.INVALID_PROOF),
            PeerUpdateServiceGrpc.getServiceDescriptor(),
            EnumSet.of(
                    Reason.INVALID_ORDER,
                    Reason.SIGNATURE_INVALID,
                    Reason.WINDOW_CLOSED,
                    Reason.REVISION_CONFLICT,
                    Reason.RESOURCE_EXHAUSTED,
                    Reason.PERMISSION_DENIED,
                    Reason.INVALID_REQUEST,
                    Reason.UNKNOWN_TRADE,
                    Reason.INVALID_PROOF),
            OutageServiceGrpc.getServiceDescriptor(),
            EnumSet.of(Reason.RESOURCE_EXHAUSTED, Reason.PERMISSION_DENIED, Reason.INVALID_REQUEST));

    private static final DeliveryWindow TOMORROW =
            DeliveryWindow.startingAt(Instant.parse("2026-06-02T12:00:00Z"), Duration.ofMinutes(60));
    private static final DeliveryWindow BEFORE_THE_METER =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T10:00:00Z"), Duration.ofMinutes(60));
    private static final io.gridpact.directory.v1.Envelope LARGE = io.gridpact.directory.v1.Envelope.newBuilder()
            .setPayload(PlatformRefusals.TOO_LARGE)
            .build();

    private UpdateRefusals() {}

    static Stream<Refused> table() {
        return Stream.of(updating(), inWriting(), countersigning(), requesting(), announcing())
                .flatMap(List::stream);
    }

    /// A trade between two customers of north.
    private record Local(AnOrder order, Revision present) {

        static Local traded() {
            return traded(AnOrder.ofItsOwn().to("north"));
        }

        static Local traded(AnOrder order) {
            ConfirmResponse confirmed =
                    (ConfirmResponse) Door.served("gate", TradeServiceGrpc.getConfirmMethod(), Platform.confirm(order))
                            .getFirst();
            return new Local(
                    order,
                    new Revision(
                            0,
                            order.order().window(),
                            order.order().quantityWh(),
                            digest(confirmed.getSealedOrder().getSellerAttestation()),
                            digest(confirmed.getSealedOrder().getBuyerAttestation())));
        }

        Envelope update(UpdateKind kind, DeliveryWindow window, long quantityWh) {
            return AnUpdate.byPlatforms(order.digest(), present, kind, window, quantityWh, ADay.LATER);
        }
    }

    private static Digest digest(io.gridpact.directory.v1.Envelope envelope) {
        return EnvelopeWire.fromMessage(envelope, "attestation").digest();
    }

    private static UpdateTradeRequest request(Envelope update) {
        return UpdateTradeRequest.newBuilder()
                .setUpdate(EnvelopeWire.toMessage(update))
                .build();
    }

    private static Refused update(String caller, String given, Reason reason, String field, Supplier<Envelope> update) {
        return when(getUpdateTradeMethod(), caller, given, reason, field, () -> request(update.get()));
    }

    private static List<Refused> updating() {
        return List.of(
                when(
                        getUpdateTradeMethod(),
                        "gate",
                        "no update at all",
                        Reason.INVALID_REQUEST,
                        "update.payload_type",
                        UpdateTradeRequest::getDefaultInstance),
                when(
                        getUpdateTradeMethod(),
                        "gate",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> UpdateTradeRequest.newBuilder().setUpdate(LARGE).build()),
                update("south", "a platform's call", Reason.PERMISSION_DENIED, "", () -> Local.traded()
                        .update(UpdateKind.CANCEL, ANetwork.WINDOW, 0)),
                update(
                        "gate",
                        "cancelled, and something left",
                        Reason.INVALID_ORDER,
                        "quantity_wh",
                        () -> Local.traded().update(UpdateKind.CANCEL, ANetwork.WINDOW, 1)),
                update("gate", "one platform's signature", Reason.SIGNATURE_INVALID, "signatures", () -> {
                    Local local = Local.traded();
                    return AnUpdate.signed(
                            AnUpdate.draft(
                                    local.order().digest(),
                                    local.present(),
                                    UpdateKind.CANCEL,
                                    UpdateReason.PLATFORMS,
                                    "helio",
                                    ANetwork.WINDOW,
                                    0,
                                    ADay.LATER),
                            List.of("helio"));
                }),
                update(
                        "gate",
                        "a trade that was never made",
                        Reason.UNKNOWN_TRADE,
                        "order_digest",
                        () -> AnUpdate.cancelled(
                                Digest.of(new byte[32]), Local.traded().present(), ADay.LATER)),
                update("gate", "a revision that has passed", Reason.REVISION_CONFLICT, "follows_revision", () -> {
                    Local local = Local.traded();
                    Door.served(
                            "gate",
                            getUpdateTradeMethod(),
                            request(local.update(UpdateKind.CURTAIL, ANetwork.WINDOW, 2)));
                    return local.update(UpdateKind.CURTAIL, ANetwork.WINDOW, 1);
                }),
                update(
                        "gate",
                        "another trade's attestations",
                        Reason.INVALID_PROOF,
                        "follows_seller_attestation_digest",
                        () -> AnUpdate.cancelled(
                                Local.traded().order().digest(), Local.traded().present(), ADay.LATER)),
                update(
                        "gate",
                        "a move to a window whose gate has closed",
                        Reason.WINDOW_CLOSED,
                        "window_start_millis",
                        () -> Local.traded().update(UpdateKind.RESCHEDULE, ADay.EARLY, 5_000)),
                update("gate", "a utility that does not answer", Reason.PEER_UNAVAILABLE, "", () -> {
                    AnOrder order = AnOrder.ofItsOwn();
                    Door.call("gate", TradeServiceGrpc.getConfirmMethod(), List.of(Platform.confirm(order)));
                    Envelope buyer = buyerAttestation(order);
                    RunningUtility.database()
                            .execute("update trade set buyer_attestation = '\\x%s', buyer_attestation_digest = '\\x%s'"
                                            .formatted(
                                                    HexFormat.of().formatHex(EnvelopeWire.encode(buyer)),
                                                    buyer.digest().hex())
                                    + " where order_digest = '\\x%s'"
                                            .formatted(order.digest().hex()));
                    String seller = RunningUtility.database()
                            .text(
                                    "select encode(seller_attestation_digest, 'hex') from trade where order_digest = '\\x%s'"
                                            .formatted(order.digest().hex()));
                    Revision present = new Revision(
                            0, ANetwork.WINDOW, 5_000, Digest.of(HexFormat.of().parseHex(seller)), buyer.digest());
                    return AnUpdate.cancelled(order.digest(), present, ADay.LATER);
                }));
    }

    private static Envelope buyerAttestation(AnOrder order) {
        Attestation attestation = Attestation.attests(
                order.digest(), ANetwork.agreement("north", "south").digest(), "south", TradeRole.BUYER, ADay.LATER);
        byte[] payload = AttestationWire.payload(attestation, ANetwork.salt("south attests " + order.digest()));
        return Envelopes.sign(Attestation.PAYLOAD_TYPE, payload, ANetwork.signer("south"));
    }

    private static List<Refused> inWriting() {
        return List.of(
                update("gate", "a mandate that was taken back", Reason.NO_MANDATE, "asked_by", () -> {
                    ADay.enrol("leaver", Instant.parse("2026-01-01T00:00:00Z"));
                    Local local = Local.traded(AnOrder.ofItsOwn().to("north").soldBy("leaver"));
                    RunningUtility.database().execute("delete from mandate where customer_id = 'leaver'");
                    return local.update(UpdateKind.CANCEL, ANetwork.WINDOW, 0);
                }),
                update(
                        "gate",
                        "a window before the meter was there",
                        Reason.UNKNOWN_METER,
                        "window_start_millis",
                        () -> {
                            ADay.enrol("newcomer", ANetwork.WINDOW.start());
                            return Local.traded(AnOrder.ofItsOwn().to("north").soldBy("newcomer"))
                                    .update(UpdateKind.RESCHEDULE, BEFORE_THE_METER, 5_000);
                        }),
                update("gate", "more than another day's limit holds", Reason.LIMIT_EXCEEDED, "", () -> {
                    ADay.enrol("mover", Instant.parse("2026-01-01T00:00:00Z"));
                    Local.traded(AnOrder.ofItsOwn()
                            .to("north")
                            .soldBy("mover")
                            .of(ADay.LIMIT_WH - 400_000)
                            .in(TOMORROW)
                            .made(NOW, TOMORROW.start().minusSeconds(3_600)));
                    return Local.traded(AnOrder.ofItsOwn()
                                    .to("north")
                                    .soldBy("mover")
                                    .of(450_000))
                            .update(UpdateKind.RESCHEDULE, TOMORROW, 450_000);
                }));
    }

    /// A trade that a customer of south sells to one of north, attested by both.
    private record Bought(AnOrder order, Revision present) {

        static Bought attested() {
            AnOrder order = PeerRefusals.order();
            return of(order, ADay.answerTo(order));
        }

        static Bought of(AnOrder order, Digest answer) {
            return new Bought(
                    order,
                    new Revision(
                            0,
                            order.order().window(),
                            order.order().quantityWh(),
                            SOUTH.attests(order).digest(),
                            answer));
        }

        Envelope cancelled(String signer) {
            return AnUpdate.signed(
                    AnUpdate.draft(
                            order.digest(),
                            present,
                            UpdateKind.CANCEL,
                            UpdateReason.OUTAGE,
                            "south",
                            order.order().window(),
                            0,
                            ADay.LATER),
                    List.of(signer));
        }
    }

    private static CountersignUpdateRequest countersign(Envelope update, Digest attested, String signer) {
        byte[] payload = UpdateWire.payload(
                UpdateAttestation.attests(attested, "south", TradeRole.SELLER, ADay.LATER),
                ANetwork.salt("update attestation"));
        return CountersignUpdateRequest.newBuilder()
                .setUpdate(EnvelopeWire.toMessage(update))
                .setSellerAttestation(EnvelopeWire.toMessage(
                        Envelopes.sign(UpdateAttestation.PAYLOAD_TYPE, payload, ANetwork.signer(signer))))
                .build();
    }

    private static CountersignUpdateRequest countersign(Envelope update) {
        return countersign(update, update.digest(), "south");
    }

    private static Refused peer(
            String caller, String given, Reason reason, String field, Supplier<CountersignUpdateRequest> request) {
        return when(getCountersignUpdateMethod(), caller, given, reason, field, request);
    }

    private static List<Refused> countersigning() {
        return List.of(
                peer(
                        "south",
                        "no update at all",
                        Reason.INVALID_REQUEST,
                        "update.payload_type",
                        CountersignUpdateRequest::getDefaultInstance),
                peer(
                        "gate",
                        "a utility's request",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> countersign(Bought.attested().cancelled("south"))),
                peer(
                        "east",
                        "south's trade",
                        Reason.UNKNOWN_TRADE,
                        "update.order_digest",
                        () -> countersign(Bought.attested().cancelled("south"))),
                peer(
                        "south",
                        "signed by another",
                        Reason.SIGNATURE_INVALID,
                        "signatures",
                        () -> countersign(Bought.attested().cancelled("east"))),
                peer(
                        "south",
                        "an attestation that another signed",
                        Reason.SIGNATURE_INVALID,
                        "seller_attestation",
                        () -> {
                            Envelope update = Bought.attested().cancelled("south");
                            return countersign(update, update.digest(), "east");
                        }),
                peer(
                        "south",
                        "another update's attestation",
                        Reason.INVALID_PROOF,
                        "seller_attestation.update_digest",
                        () -> countersign(Bought.attested().cancelled("south"), Digest.of(new byte[32]), "south")),
                peer(
                        "south",
                        "a window whose gate has closed",
                        Reason.WINDOW_CLOSED,
                        "follows_window_start_millis",
                        () -> {
                            String answer = RunningUtility.database()
                                    .text(
                                            "select encode(buyer_attestation_digest, 'hex') from trade where order_digest = '\\x%s'"
                                                    .formatted(
                                                            ADay.SEALED.digest().hex()));
                            return countersign(Bought.of(
                                            ADay.SEALED,
                                            Digest.of(HexFormat.of().parseHex(answer)))
                                    .cancelled("south"));
                        }),
                peer("south", "a second update of one revision", Reason.REVISION_CONFLICT, "follows_revision", () -> {
                    Bought bought = Bought.attested();
                    Door.served("south", getCountersignUpdateMethod(), countersign(bought.cancelled("south")));
                    return countersign(bought.cancelled("south"));
                }),
                peer("south", "another reason than a utility's", Reason.INVALID_ORDER, "reason", () -> {
                    Bought bought = Bought.attested();
                    return countersign(AnUpdate.signed(
                            AnUpdate.draft(
                                    bought.order().digest(),
                                    bought.present(),
                                    UpdateKind.CANCEL,
                                    UpdateReason.PLATFORMS,
                                    "south",
                                    ANetwork.WINDOW,
                                    0,
                                    ADay.LATER),
                            List.of("south")));
                }));
    }

    private static List<Refused> requesting() {
        return List.of(
                when(
                        getRequestUpdateMethod(),
                        "east",
                        "another's update",
                        Reason.PERMISSION_DENIED,
                        "update.asked_by",
                        () -> RequestUpdateRequest.newBuilder()
                                .setUpdate(
                                        EnvelopeWire.toMessage(Bought.attested().cancelled("south")))
                                .build()),
                when(
                        getRequestUpdateMethod(),
                        "south",
                        "an update of which it is itself the seller's",
                        Reason.INVALID_ORDER,
                        "order_digest",
                        () -> RequestUpdateRequest.newBuilder()
                                .setUpdate(
                                        EnvelopeWire.toMessage(Bought.attested().cancelled("south")))
                                .build()),
                when(
                        getDeliverUpdateReceiptsMethod(),
                        "south",
                        "a receipt of an update that was never made",
                        Reason.UNKNOWN_TRADE,
                        "receipts",
                        () -> DeliverUpdateReceiptsRequest.newBuilder()
                                .addReceipts(EnvelopeWire.toMessage(Envelopes.sign(
                                        UpdateReceipt.PAYLOAD_TYPE,
                                        UpdateWire.payload(
                                                UpdateReceipt.unsigned(
                                                        Digest.of(new byte[32]),
                                                        Digest.of(new byte[32]),
                                                        Digest.of(new byte[32]),
                                                        ADay.LATER),
                                                ANetwork.salt("update receipt")),
                                        ANetwork.signer("south"))))
                                .build()),
                when(
                        getDeliverUpdateReceiptsMethod(),
                        "south",
                        "no receipts",
                        Reason.INVALID_REQUEST,
                        "receipts",
                        DeliverUpdateReceiptsRequest::getDefaultInstance),
                when(
                        getDeliverUpdateReceiptsMethod(),
                        "south",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> DeliverUpdateReceiptsRequest.newBuilder()
                                .addReceipts(LARGE)
                                .build()));
    }

    private static List<Refused> announcing() {
        AnnounceOutageRequest good = AnnounceOutageRequest.newBuilder()
                .setOutageId("storm")
                .setFeeder("a feeder without meters")
                .setFromMillis(NOW.toEpochMilli())
                .setUntilMillis(TOMORROW.start().toEpochMilli())
                .setReason(io.gridpact.trade.v1.UpdateReason.UPDATE_REASON_OUTAGE)
                .build();
        return List.of(
                when(
                        getAnnounceOutageMethod(),
                        "south",
                        "an operator's call",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> good),
                when(
                        getAnnounceOutageMethod(),
                        OPERATOR,
                        "no name",
                        Reason.INVALID_REQUEST,
                        "outage_id",
                        () -> good.toBuilder().clearOutageId().build()),
                when(
                        getAnnounceOutageMethod(),
                        OPERATOR,
                        "nothing named",
                        Reason.INVALID_REQUEST,
                        "feeder",
                        () -> good.toBuilder().clearFeeder().build()),
                when(
                        getAnnounceOutageMethod(),
                        OPERATOR,
                        "all of it kept",
                        Reason.INVALID_REQUEST,
                        "keep_percent",
                        () -> good.toBuilder().setKeepPercent(100).build()),
                when(
                        getAnnounceOutageMethod(),
                        OPERATOR,
                        "the platforms' wish",
                        Reason.INVALID_REQUEST,
                        "reason",
                        () -> good.toBuilder()
                                .setReason(io.gridpact.trade.v1.UpdateReason.UPDATE_REASON_PLATFORMS)
                                .build()),
                when(
                        getAnnounceOutageMethod(),
                        OPERATOR,
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> good.toBuilder()
                                .addOrderDigests(ByteString.copyFrom(new byte[5 << 20]))
                                .build()));
    }
}
