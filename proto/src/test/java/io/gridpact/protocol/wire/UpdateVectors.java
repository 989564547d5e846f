package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_ORDER;
import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;
import static io.gridpact.protocol.refusal.Reason.REVISION_CONFLICT;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.refusal.Reason.WINDOW_CLOSED;
import static io.gridpact.protocol.wire.OrderMessages.and;
import static io.gridpact.protocol.wire.OrderMessages.zeros;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.Revision;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateAttestation;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.TradeUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Updates of the worked example's trade as either utility judges them, answers to the first of them, and its receipt.
final class UpdateVectors {

    static final String UPDATE = "order/update";

    static final String ATTESTATION = "order/update-attestation";

    static final String RECEIPT = "order/update-receipt";

    static final Order ORDER = SealedOrderVectors.ORDER;

    /// The order itself, which both have attested.
    static final Revision PRESENT = new Revision(
            0,
            ORDER.window(),
            ORDER.quantityWh(),
            SealedOrderVectors.sellerAttestation().digest(),
            SealedOrderVectors.buyerAttestation().digest());

    private static final Instant CREATED = Instant.parse("2026-06-01T07:58:00Z");
    private static final Instant SELLER_LOGGED = Instant.parse("2026-06-01T08:00:11Z");
    private static final Instant BUYER_LOGGED = Instant.parse("2026-06-01T08:00:12Z");
    private static final Instant RECEIPT_SIGNED = Instant.parse("2026-06-01T08:00:13Z");
    private static final DeliveryWindow LATER =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T15:00:00Z"), Duration.ofMinutes(60));
    private static final DeliveryWindow EARLIER =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T09:00:00Z"), Duration.ofMinutes(60));
    private static final DeliveryWindow CLOSED =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T08:00:00Z"), Duration.ofMinutes(60));
    private static final List<String> PLATFORMS = List.of("helio", "sunbird");

    private UpdateVectors() {}

    static Stream<Vector> all() {
        return Stream.of(accepted(), terms(), parties(), frames(), attestations(), receipts())
                .flatMap(vectors -> vectors);
    }

    /// North cancels.
    static Envelope update() {
        return signed(payload(UpdateKind.CANCEL, UpdateReason.OUTAGE, "north", ORDER.window(), 0), List.of("north"));
    }

    static Envelope sellerAttestation() {
        return attestation(
                UpdateAttestation.attests(update().digest(), "north", TradeRole.SELLER, SELLER_LOGGED), "north");
    }

    static Envelope buyerAttestation() {
        return attestation(
                UpdateAttestation.attests(update().digest(), "south", TradeRole.BUYER, BUYER_LOGGED), "south");
    }

    static Envelope receipt() {
        return receipt(RECEIPT_SIGNED, sellerAttestation().digest(), "north");
    }

    private static Stream<Vector> accepted() {
        return Stream.of(
                Vector.accepted(UPDATE, "accepted-cancelled-by-the-seller-utility", encoded(update())),
                Vector.accepted(
                        UPDATE,
                        "accepted-curtailed-by-the-buyer-utility",
                        encoded(signed(
                                payload(UpdateKind.CURTAIL, UpdateReason.CONGESTION, "south", ORDER.window(), 4_999),
                                List.of("south")))),
                Vector.accepted(
                        UPDATE, "accepted-cancelled-by-the-platforms", platforms(UpdateKind.CANCEL, ORDER.window(), 0)),
                Vector.accepted(
                        UPDATE,
                        "accepted-curtailed-by-the-platforms",
                        platforms(UpdateKind.CURTAIL, ORDER.window(), 1)),
                Vector.accepted(
                        UPDATE, "accepted-moved-to-a-later-window", platforms(UpdateKind.RESCHEDULE, LATER, 5_000)),
                Vector.accepted(
                        UPDATE,
                        "accepted-moved-to-an-earlier-window",
                        platforms(UpdateKind.RESCHEDULE, EARLIER, 5_000)),
                Vector.accepted(
                        UPDATE,
                        "accepted-moved-by-a-utility-with-both-platforms",
                        encoded(signed(
                                payload(UpdateKind.RESCHEDULE, UpdateReason.OUTAGE, "north", LATER, 5_000),
                                List.of("north", "helio", "sunbird")))));
    }

    private static Stream<Vector> terms() {
        long start = ORDER.window().start().toEpochMilli();
        return Stream.of(
                refused("cancel-that-leaves-something", platforms(UpdateKind.CANCEL, ORDER.window(), 1), "quantity_wh"),
                refused("cancel-in-another-window", platforms(UpdateKind.CANCEL, LATER, 0), "window_start_millis"),
                refused("curtail-to-nothing", platforms(UpdateKind.CURTAIL, ORDER.window(), 0), "quantity_wh"),
                refused("curtail-to-as-much", platforms(UpdateKind.CURTAIL, ORDER.window(), 5_000), "quantity_wh"),
                refused("curtail-in-another-window", platforms(UpdateKind.CURTAIL, LATER, 1), "window_start_millis"),
                refused(
                        "reschedule-to-the-same-window",
                        platforms(UpdateKind.RESCHEDULE, ORDER.window(), 5_000),
                        "window_start_millis"),
                refused("reschedule-of-less", platforms(UpdateKind.RESCHEDULE, LATER, 4_999), "quantity_wh"),
                refused("reschedule-of-more", platforms(UpdateKind.RESCHEDULE, LATER, 5_001), "quantity_wh"),
                refused(
                        "reschedule-to-no-window-of-the-profile",
                        platforms(
                                UpdateKind.RESCHEDULE,
                                DeliveryWindow.startingAt(LATER.start().plusSeconds(1_800), Duration.ofMinutes(60)),
                                5_000),
                        "window_start_millis"),
                Vector.refused(
                        UPDATE,
                        "reschedule-to-a-window-whose-gate-has-closed",
                        platforms(UpdateKind.RESCHEDULE, CLOSED, 5_000),
                        WINDOW_CLOSED,
                        "window_start_millis"),
                changed(
                        "follows-no-revision-yet",
                        update -> update.setFollowsRevision(1),
                        REVISION_CONFLICT,
                        "follows_revision"),
                changed(
                        "follows-a-revision-too-many",
                        update -> update.setFollowsRevision(8),
                        INVALID_ORDER,
                        "follows_revision"),
                changed(
                        "follows-another-seller-attestation",
                        update -> update.setFollowsSellerAttestationDigest(zeros(32)),
                        INVALID_PROOF,
                        "follows_seller_attestation_digest"),
                changed(
                        "follows-another-buyer-attestation",
                        update -> update.setFollowsBuyerAttestationDigest(zeros(32)),
                        INVALID_PROOF,
                        "follows_buyer_attestation_digest"),
                changed(
                        "says-another-window-of-the-revision-it-follows",
                        update -> update.setFollowsWindowStartMillis(start + 3_600_000)
                                .setWindowStartMillis(start + 3_600_000)
                                .setWindowEndMillis(start + 7_200_000),
                        INVALID_ORDER,
                        "follows_window_start_millis"));
    }

    private static Stream<Vector> parties() {
        byte[] cancel = payload(UpdateKind.CANCEL, UpdateReason.OUTAGE, "north", ORDER.window(), 0);
        byte[] wish = payload(UpdateKind.CANCEL, UpdateReason.PLATFORMS, "helio", ORDER.window(), 0);
        byte[] moved = payload(UpdateKind.RESCHEDULE, UpdateReason.OUTAGE, "north", LATER, 5_000);
        return Stream.of(
                changed("of-another-order", update -> update.setOrderDigest(zeros(32)), INVALID_ORDER, "order_digest"),
                changed("asked-by-a-stranger", update -> update.setAskedBy("east"), INVALID_ORDER, "asked_by"),
                changed(
                        "a-utility-that-speaks-for-platforms",
                        update -> update.setReason(io.gridpact.trade.v1.UpdateReason.UPDATE_REASON_PLATFORMS),
                        INVALID_ORDER,
                        "reason"),
                Vector.refused(
                        UPDATE,
                        "a-platform-that-speaks-of-an-outage",
                        encoded(signed(
                                payload(UpdateKind.CANCEL, UpdateReason.OUTAGE, "helio", ORDER.window(), 0),
                                PLATFORMS)),
                        INVALID_ORDER,
                        "reason"),
                unsigned("signed-by-the-other-utility", cancel, List.of("south")),
                unsigned("signed-by-platforms-in-a-utilitys-place", cancel, PLATFORMS),
                unsigned("signed-by-an-expired-key", cancel, List.of("north old")),
                unsigned("wished-by-one-platform-alone", wish, List.of("helio")),
                unsigned("wished-by-a-platform-and-signed-by-utilities", wish, List.of("north", "south")),
                unsigned("moved-by-a-utility-alone", moved, List.of("north")),
                unsigned("moved-by-a-utility-with-one-platform", moved, List.of("north", "helio")),
                unsigned("moved-by-platforms-in-a-utilitys-name", moved, PLATFORMS));
    }

    private static Stream<Vector> frames() {
        long now = ANetwork.NOW.toEpochMilli();
        byte[] unknown = {(byte) 0xf8, 0x07, 0x01};
        return Stream.of(
                changed("without-a-kind", TradeUpdate.Builder::clearKind, INVALID_ORDER, "kind"),
                changed("of-an-unknown-kind", update -> update.setKindValue(9), INVALID_ORDER, "kind"),
                changed("without-a-reason", TradeUpdate.Builder::clearReason, INVALID_ORDER, "reason"),
                changed("salt-of-15-bytes", update -> update.setSalt(zeros(15)), INVALID_ORDER, "salt"),
                changed(
                        "order-digest-of-31-bytes",
                        update -> update.setOrderDigest(zeros(31)),
                        INVALID_ORDER,
                        "order_digest"),
                changed("negative-quantity", update -> update.setQuantityWh(-1), INVALID_ORDER, "quantity_wh"),
                changed(
                        "window-that-ends-before-it-starts",
                        update -> update.setWindowEndMillis(update.getWindowStartMillis()),
                        INVALID_ORDER,
                        "window_end_millis"),
                changed(
                        "made-more-than-five-minutes-ahead",
                        update -> update.setCreatedMillis(now + 300_001),
                        INVALID_ORDER,
                        "created_millis"),
                changed(
                        "made-more-than-a-day-ago",
                        update -> update.setCreatedMillis(now - 86_400_001),
                        INVALID_ORDER,
                        "created_millis"),
                Vector.refused(
                        UPDATE,
                        "unknown-field",
                        encoded(signed(
                                and(
                                        payload(UpdateKind.CANCEL, UpdateReason.OUTAGE, "north", ORDER.window(), 0),
                                        unknown),
                                List.of("north"))),
                        INVALID_ORDER,
                        "127"),
                Vector.refused(
                        UPDATE,
                        "of-another-payload-type",
                        encoded(Envelopes.sign(Order.PAYLOAD_TYPE, update().payload(), ANetwork.signer("north"))),
                        INVALID_ORDER,
                        "payload_type"));
    }

    private static Stream<Vector> attestations() {
        Digest update = update().digest();
        return Stream.of(
                Vector.accepted(ATTESTATION, "accepted-of-the-seller-utility", encoded(sellerAttestation())),
                Vector.accepted(ATTESTATION, "accepted-of-the-buyer-utility", encoded(buyerAttestation())),
                answered(
                        "a-refusal",
                        UpdateAttestation.refuses(
                                update, "south", TradeRole.BUYER, INVALID_ORDER, "quantity_wh", BUYER_LOGGED),
                        "south",
                        INVALID_PROOF,
                        "buyer_attestation.answer"),
                answered(
                        "of-another-update",
                        UpdateAttestation.attests(ORDER.digest(), "south", TradeRole.BUYER, BUYER_LOGGED),
                        "south",
                        INVALID_PROOF,
                        "buyer_attestation.update_digest"),
                answered(
                        "of-the-other-utility",
                        UpdateAttestation.attests(update, "north", TradeRole.BUYER, BUYER_LOGGED),
                        "north",
                        INVALID_PROOF,
                        "buyer_attestation.utility"),
                answered(
                        "signed-by-the-other-utility",
                        UpdateAttestation.attests(update, "south", TradeRole.BUYER, BUYER_LOGGED),
                        "north",
                        SIGNATURE_INVALID,
                        "buyer_attestation"),
                answered(
                        "logged-more-than-five-minutes-before-the-update-was-made",
                        UpdateAttestation.attests(update, "south", TradeRole.BUYER, CREATED.minusMillis(300_001)),
                        "south",
                        INVALID_PROOF,
                        "buyer_attestation.logged_at_millis"),
                answered(
                        "logged-at-gate-closure",
                        UpdateAttestation.attests(update, "south", TradeRole.BUYER, ANetwork.GATE_CLOSURE),
                        "south",
                        INVALID_PROOF,
                        "buyer_attestation.logged_at_millis"),
                Vector.refused(
                        ATTESTATION,
                        "of-the-order",
                        encoded(SealedOrderVectors.buyerAttestation()),
                        INVALID_PROOF,
                        "payload_type"));
    }

    private static Stream<Vector> receipts() {
        return Stream.of(
                Vector.accepted(RECEIPT, "accepted", encoded(receipt())),
                Vector.refused(
                        RECEIPT,
                        "signed-by-the-buyer-utility",
                        encoded(receipt(RECEIPT_SIGNED, sellerAttestation().digest(), "south")),
                        SIGNATURE_INVALID,
                        "signatures"),
                Vector.refused(
                        RECEIPT,
                        "signed-at-gate-closure",
                        encoded(receipt(
                                ANetwork.GATE_CLOSURE, sellerAttestation().digest(), "north")),
                        INVALID_PROOF,
                        "signed_at_millis"),
                Vector.refused(
                        RECEIPT,
                        "of-another-attestation",
                        encoded(receipt(RECEIPT_SIGNED, buyerAttestation().digest(), "north")),
                        INVALID_PROOF,
                        "seller_attestation_digest"),
                Vector.refused(
                        RECEIPT, "of-the-order", encoded(SealedOrderVectors.receipt()), INVALID_PROOF, "payload_type"));
    }

    private static Envelope receipt(Instant signedAt, Digest sellerAttestation, String signer) {
        UpdateReceipt receipt = UpdateReceipt.unsigned(
                update().digest(), sellerAttestation, buyerAttestation().digest(), signedAt);
        return Envelopes.sign(
                UpdateReceipt.PAYLOAD_TYPE,
                UpdateWire.payload(receipt, ANetwork.salt("update receipt")),
                ANetwork.signer(signer));
    }

    private static Envelope attestation(UpdateAttestation attestation, String signer) {
        return Envelopes.sign(
                UpdateAttestation.PAYLOAD_TYPE,
                UpdateWire.payload(attestation, ANetwork.salt("update attestation of " + attestation.utility())),
                ANetwork.signer(signer));
    }

    private static Vector answered(
            String name, UpdateAttestation attestation, String signer, Reason reason, String field) {
        return Vector.refused(ATTESTATION, name, encoded(attestation(attestation, signer)), reason, field);
    }

    private static byte[] platforms(UpdateKind kind, DeliveryWindow window, long quantityWh) {
        return encoded(signed(payload(kind, UpdateReason.PLATFORMS, "helio", window, quantityWh), PLATFORMS));
    }

    private static byte[] payload(
            UpdateKind kind, UpdateReason reason, String askedBy, DeliveryWindow window, long quantityWh) {
        Update update = new Update(
                Unsigned.DIGEST,
                ORDER.digest(),
                PRESENT.number(),
                PRESENT.sellerAttestation(),
                PRESENT.buyerAttestation(),
                PRESENT.window().start(),
                kind,
                reason,
                askedBy,
                window,
                quantityWh,
                CREATED);
        return UpdateWire.payload(update, ANetwork.salt("update"));
    }

    private static Envelope signed(byte[] payload, List<String> signers) {
        Envelope envelope = new Envelope(Update.PAYLOAD_TYPE, payload, List.of());
        for (String signer : signers) {
            envelope = envelope.with(Envelopes.signature(Update.PAYLOAD_TYPE, payload, ANetwork.signer(signer)));
        }
        return envelope;
    }

    private static Vector refused(String name, byte[] encoded, String field) {
        return Vector.refused(UPDATE, name, encoded, INVALID_ORDER, field);
    }

    private static Vector unsigned(String name, byte[] payload, List<String> signers) {
        return Vector.refused(UPDATE, name, encoded(signed(payload, signers)), SIGNATURE_INVALID, "signatures");
    }

    private static Vector changed(String name, Consumer<TradeUpdate.Builder> defect, Reason reason, String field) {
        try {
            TradeUpdate.Builder update = TradeUpdate.parseFrom(update().payload()).toBuilder();
            defect.accept(update);
            byte[] payload = update.build().toByteArray();
            return Vector.refused(UPDATE, name, encoded(signed(payload, List.of("north"))), reason, field);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] encoded(Envelope envelope) {
        return EnvelopeWire.encode(envelope);
    }
}
