package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_ORDER;
import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;
import static io.gridpact.protocol.refusal.Reason.INVALID_REQUEST;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.wire.ANetwork.signer;
import static io.gridpact.protocol.wire.OrderMessages.and;
import static io.gridpact.protocol.wire.OrderMessages.zeros;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.SealedOrder;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Sealed orders as a client judges them; receipts and openings as south, the buyer's utility, does.
final class SealedOrderVectors {

    static final String SEALED = "order/sealed";

    static final String RECEIPT = "order/receipt";

    static final String OPENING = "order/opening";

    static final OrderWire.MadeOrder MADE = ANetwork.made(ANetwork.draft());

    static final Order ORDER = MADE.order();

    private static final Digest AGREEMENT = ANetwork.AGREEMENT.digest();

    private static final Digest OTHER = Digest.of(new byte[32]);

    private static final Instant SELLER_LOGGED = Instant.parse("2026-06-01T08:00:01Z");

    private static final Instant BUYER_LOGGED = Instant.parse("2026-06-01T08:00:02Z");

    private static final Instant RECEIPT_SIGNED = Instant.parse("2026-06-01T08:00:03Z");

    private static final long FIVE_MINUTES = 300_000;

    private SealedOrderVectors() {}

    static Stream<Vector> all() {
        return Stream.of(sealed(), attestations(), nonBlocking(), receipts(), openings())
                .flatMap(stream -> stream);
    }

    static Envelope sellerAttestation() {
        return attestation(sellerAttests(SELLER_LOGGED), "north");
    }

    static Envelope buyerAttestation() {
        return attestation(buyerAttests(BUYER_LOGGED), "south");
    }

    private static Attestation sellerAttests(Instant loggedAt) {
        return Attestation.attests(ORDER.digest(), AGREEMENT, "north", TradeRole.SELLER, loggedAt);
    }

    private static Attestation buyerAttests(Instant loggedAt) {
        return Attestation.attests(ORDER.digest(), AGREEMENT, "south", TradeRole.BUYER, loggedAt);
    }

    static Envelope receipt() {
        return receipt(goodReceipt(), "north");
    }

    static byte[] sealedOrder() {
        return sealed(sellerAttestation(), buyerAttestation());
    }

    private static Stream<Vector> sealed() {
        byte[] unknown = {(byte) 0xf8, 0x07, 0x01};
        return Stream.of(
                Vector.accepted(SEALED, "accepted", sealedOrder()),
                Vector.accepted(SEALED, "accepted-attestations-of-a-batch", ofABatch()),
                refused("order-missing", message(message -> message.clearOrder()), INVALID_ORDER, "payload_type"),
                refused(
                        "buyer-attestation-missing",
                        message(message -> message.clearBuyerAttestation()),
                        INVALID_PROOF,
                        "buyer_attestation.payload_type"),
                refused(
                        "attestation-without-a-signature",
                        message(message -> message.getSellerAttestationBuilder().clearSignatures()),
                        INVALID_PROOF,
                        "seller_attestation.signatures"),
                refused(
                        "consents-by-keys-that-had-expired-when-the-seller-utility-attested",
                        message(message -> message.setOrder(ofLastYear())),
                        SIGNATURE_INVALID,
                        "buyer_consent.signature"),
                refused("unknown-field", and(sealedOrder(), unknown), INVALID_REQUEST, "127"),
                refused(
                        "attestations-exchanged",
                        sealed(buyerAttestation(), sellerAttestation()),
                        INVALID_PROOF,
                        "seller_attestation.utility"),
                refused(
                        "of-another-payload-type",
                        sealed(receipt(), buyerAttestation()),
                        INVALID_PROOF,
                        "seller_attestation.payload_type"),
                refused(
                        "order-altered-after-attesting",
                        message(message -> message.setOrder(another())),
                        INVALID_PROOF,
                        "seller_attestation.order_digest"));
    }

    private static Stream<Vector> attestations() {
        return Stream.of(
                refused(
                        "attestation-refuses",
                        Attestation.refuses(
                                ORDER.digest(),
                                AGREEMENT,
                                "south",
                                TradeRole.BUYER,
                                Reason.LIMIT_EXCEEDED,
                                "",
                                BUYER_LOGGED),
                        INVALID_PROOF,
                        "buyer_attestation.answer"),
                Vector.accepted(
                        SEALED,
                        "accepted-attestation-of-a-meter-that-cannot-sign",
                        sealed(
                                sellerAttestation(),
                                attestation(buyerAttests(BUYER_LOGGED).ofMeterThatCannotSign(), "south"))),
                refused(
                        "attestation-of-another-order",
                        Attestation.attests(OTHER, AGREEMENT, "south", TradeRole.BUYER, BUYER_LOGGED),
                        INVALID_PROOF,
                        "buyer_attestation.order_digest"),
                refused(
                        "attestation-of-another-utility",
                        Attestation.attests(ORDER.digest(), AGREEMENT, "east", TradeRole.BUYER, BUYER_LOGGED),
                        INVALID_PROOF,
                        "buyer_attestation.utility"),
                refused(
                        "attestation-in-the-other-role",
                        Attestation.attests(ORDER.digest(), AGREEMENT, "south", TradeRole.SELLER, BUYER_LOGGED),
                        INVALID_PROOF,
                        "buyer_attestation.role"),
                refused(
                        "attestation-logged-before-its-key-was-valid",
                        buyerAttests(Instant.parse("2025-06-01T08:00:00Z")),
                        SIGNATURE_INVALID,
                        "buyer_attestation"),
                Vector.accepted(
                        SEALED,
                        "accepted-attestation-five-minutes-before-the-order-and-another-just-before-it-expires",
                        sealed(
                                attestation(sellerAttests(ORDER.created().minusMillis(FIVE_MINUTES)), "north"),
                                attestation(buyerAttests(ORDER.expires().minusMillis(1)), "south"))),
                refused(
                        "attestation-logged-more-than-five-minutes-before-the-order-was-made",
                        buyerAttests(ORDER.created().minusMillis(FIVE_MINUTES + 1)),
                        INVALID_PROOF,
                        "buyer_attestation.logged_at_millis"),
                refused(
                        "attestation-logged-when-the-order-had-expired",
                        buyerAttests(ORDER.expires()),
                        INVALID_PROOF,
                        "buyer_attestation.logged_at_millis"),
                refused(
                        "seller-attestation-logged-when-the-order-had-expired",
                        sealed(attestation(sellerAttests(ORDER.expires()), "north"), buyerAttestation()),
                        INVALID_PROOF,
                        "seller_attestation.logged_at_millis"),
                refused(
                        "attestation-signed-by-the-other-utility",
                        sealed(
                                sellerAttestation(),
                                attestation(
                                        Attestation.attests(
                                                ORDER.digest(), AGREEMENT, "south", TradeRole.BUYER, BUYER_LOGGED),
                                        "north")),
                        SIGNATURE_INVALID,
                        "buyer_attestation"),
                refusedPayload("attestation-without-an-answer", message -> message.clearAnswer(), "answer"),
                refusedPayload("attestation-with-a-reason", message -> message.setReasonValue(8), "reason"),
                refusedPayload("refusal-without-a-reason", message -> message.setAnswerValue(2), "reason"),
                refusedPayload(
                        "refusal-with-words-for-a-field",
                        message -> message.setAnswerValue(2).setReasonValue(1).setField("Call 555-0100"),
                        "field"),
                refusedPayload(
                        "refusal-for-what-does-not-lie-with-the-order",
                        message -> message.setAnswerValue(2).setReasonValue(10),
                        "reason"),
                refusedPayload("attestation-without-a-role", message -> message.clearRole(), "role"),
                refusedPayload(
                        "attestation-never-logged", message -> message.clearLoggedAtMillis(), "logged_at_millis"),
                refusedPayload("attestation-salt-of-15-bytes", message -> message.setSalt(zeros(15)), "salt"),
                refused(
                        "attestations-by-two-agreements",
                        Attestation.attests(ORDER.digest(), OTHER, "south", TradeRole.BUYER, BUYER_LOGGED),
                        INVALID_PROOF,
                        "buyer_attestation.agreement_digest"),
                refusedPayload(
                        "attestation-by-no-agreement", message -> message.clearAgreementDigest(), "agreement_digest"),
                refusedPayload(
                        "attestation-with-a-digest-of-31-bytes",
                        message -> message.setOrderDigest(zeros(31)),
                        "order_digest"));
    }

    /// In `NON_BLOCKING` a limit that does not hold is flagged, and refuses nothing.
    private static Stream<Vector> nonBlocking() {
        byte[] payload =
                OrderMessages.base().toBuilder().setModeValue(2).build().toByteArray();
        Digest order =
                OrderWire.consented(OrderMessages.encoded(payload)).order().digest();
        Envelope seller = attestation(
                Attestation.attestsBeyondLimit(order, AGREEMENT, "north", TradeRole.SELLER, SELLER_LOGGED), "north");
        Attestation refuses = Attestation.refuses(
                order, AGREEMENT, "south", TradeRole.BUYER, Reason.LIMIT_EXCEEDED, "", BUYER_LOGGED);
        return Stream.of(
                Vector.accepted(
                        SEALED,
                        "accepted-non-blocking-with-a-limit-that-is-exceeded-on-one-side",
                        sealed(
                                payload,
                                seller,
                                attestation(
                                        Attestation.attests(order, AGREEMENT, "south", TradeRole.BUYER, BUYER_LOGGED),
                                        "south"))),
                refused(
                        "non-blocking-refused-for-the-limit",
                        sealed(payload, seller, attestation(refuses, "south")),
                        INVALID_PROOF,
                        "buyer_attestation.reason"),
                refused(
                        "blocking-with-a-limit-that-is-exceeded",
                        Attestation.attestsBeyondLimit(
                                ORDER.digest(), AGREEMENT, "south", TradeRole.BUYER, BUYER_LOGGED),
                        INVALID_PROOF,
                        "buyer_attestation.limit_exceeded"),
                refusedPayload(
                        "refusal-that-exceeds-a-limit",
                        message -> message.setAnswerValue(2).setReasonValue(1).setLimitExceeded(true),
                        "limit_exceeded"));
    }

    private static Stream<Vector> receipts() {
        Receipt good = goodReceipt();
        return Stream.of(
                Vector.accepted(RECEIPT, "accepted", EnvelopeWire.encode(receipt())),
                refused(
                        "of-another-order",
                        Receipt.unsigned(OTHER, good.sellerAttestation(), good.buyerAttestation(), RECEIPT_SIGNED),
                        "order_digest"),
                refused(
                        "of-another-seller-attestation",
                        Receipt.unsigned(ORDER.digest(), OTHER, good.buyerAttestation(), RECEIPT_SIGNED),
                        "seller_attestation_digest"),
                refused(
                        "of-another-buyer-attestation",
                        Receipt.unsigned(ORDER.digest(), good.sellerAttestation(), OTHER, RECEIPT_SIGNED),
                        "buyer_attestation_digest"),
                refused(
                        "signed-at-gate-closure",
                        Receipt.unsigned(
                                ORDER.digest(),
                                good.sellerAttestation(),
                                good.buyerAttestation(),
                                ANetwork.GATE_CLOSURE),
                        "signed_at_millis"),
                Vector.refused(
                        RECEIPT,
                        "signed-by-the-buyer-utility",
                        EnvelopeWire.encode(receipt(good, "south")),
                        SIGNATURE_INVALID,
                        "signatures"));
    }

    private static Stream<Vector> openings() {
        SealedOpening good = OpeningWire.toMessage(MADE.buyerOpening());
        byte[] ciphertext = MADE.buyerOpening().ciphertext().clone();
        ciphertext[0] ^= 1;
        return Stream.of(
                Vector.accepted(OPENING, "accepted", good.toByteArray()),
                refused("altered", good.toBuilder().setCiphertext(ByteString.copyFrom(ciphertext)), ""),
                refused("of-the-other-side", OpeningWire.toMessage(MADE.sellerOpening()).toBuilder(), ""),
                refused("encapsulated-key-missing", good.toBuilder().clearEncapsulatedKey(), ".encapsulated_key"),
                refused("ciphertext-of-513-bytes", good.toBuilder().setCiphertext(zeros(513)), ".ciphertext"));
    }

    private static Receipt goodReceipt() {
        return Receipt.unsigned(
                ORDER.digest(), sellerAttestation().digest(), buyerAttestation().digest(), RECEIPT_SIGNED);
    }

    private static Envelope attestation(Attestation draft, String signer) {
        byte[] salt = ANetwork.salt("attestation by " + draft.utility());
        return Envelopes.sign(Attestation.PAYLOAD_TYPE, AttestationWire.payload(draft, salt), signer(signer));
    }

    private static Envelope receipt(Receipt draft, String signer) {
        return Envelopes.sign(
                Receipt.PAYLOAD_TYPE, AttestationWire.payload(draft, ANetwork.salt("receipt")), signer(signer));
    }

    private static byte[] sealed(Envelope sellerAttestation, Envelope buyerAttestation) {
        return sealed(MADE.payload(), sellerAttestation, buyerAttestation);
    }

    private static byte[] sealed(byte[] order, Envelope sellerAttestation, Envelope buyerAttestation) {
        byte[] encoded = OrderMessages.encoded(order);
        return SealedOrderWire.toMessage(OrderWire.consented(encoded), sellerAttestation, buyerAttestation)
                .toByteArray();
    }

    /// South signs its attestation with two others at once.
    private static byte[] ofABatch() {
        Envelope alone = buyerAttestation();
        Envelope batched = new Envelope(
                alone.payloadType(),
                alone.payload(),
                List.of(Envelopes.signBatch(List.of(OTHER, OTHER, alone.digest()), signer("south"))
                        .get(2)));
        return sealed(sellerAttestation(), batched);
    }

    private static ConsentedOrder another() {
        byte[] payload =
                OrderMessages.base().toBuilder().setQuantityWh(50_000).build().toByteArray();
        return OrderWire.toMessage(OrderWire.consented(OrderMessages.encoded(payload)));
    }

    private static ConsentedOrder ofLastYear() {
        return OrderWire.toMessage(OrderWire.consented(OrderMessages.ofLastYear()));
    }

    private static byte[] message(Consumer<SealedOrder.Builder> change) {
        try {
            SealedOrder.Builder sealed = SealedOrder.parseFrom(sealedOrder()).toBuilder();
            change.accept(sealed);
            return sealed.build().toByteArray();
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Vector refusedPayload(
            String name, Consumer<io.gridpact.trade.v1.Attestation.Builder> defect, String field) {
        try {
            io.gridpact.trade.v1.Attestation.Builder attestation =
                    io.gridpact.trade.v1.Attestation.parseFrom(
                            sellerAttestation().payload())
                            .toBuilder();
            defect.accept(attestation);
            Envelope envelope =
                    Envelopes.sign(Attestation.PAYLOAD_TYPE, attestation.build().toByteArray(), signer("north"));
            return refused(name, sealed(envelope, buyerAttestation()), INVALID_PROOF, "seller_attestation." + field);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Vector refused(String name, Attestation buyerAttestation, Reason reason, String field) {
        return refused(name, sealed(sellerAttestation(), attestation(buyerAttestation, "south")), reason, field);
    }

    private static Vector refused(String name, byte[] sealed, Reason reason, String field) {
        return Vector.refused(SEALED, name, sealed, reason, field);
    }

    private static Vector refused(String name, Receipt defective, String field) {
        return Vector.refused(RECEIPT, name, EnvelopeWire.encode(receipt(defective, "north")), INVALID_PROOF, field);
    }

    private static Vector refused(String name, SealedOpening.Builder defective, String field) {
        return Vector.refused(OPENING, name, defective.build().toByteArray(), INVALID_REQUEST, "buyer_opening" + field);
    }
}
