package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Attestations and receipts from signed payloads and to payloads that are to be signed (PROTOCOL.md, section 5).
///
/// A malformed one is `INVALID_PROOF`, unless the caller says otherwise.
public final class AttestationWire {

    /// A path in the names of `order.proto`, for programs; so no utility can put words for people into it.
    private static final Pattern FIELD = Pattern.compile("[a-z0-9_.\\[\\]]*");

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);

    private AttestationWire() {}

    public static Attestation attestation(Envelope envelope) {
        return attestation(envelope, PROOF);
    }

    public static Attestation attestation(Envelope envelope, Fields at) {
        io.gridpact.trade.v1.Attestation message =
                EnvelopeWire.payload(envelope, Attestation.PAYLOAD_TYPE, io.gridpact.trade.v1.Attestation.parser(), at);
        at.salt("salt", message.getSalt());
        at.text("field", message.getField(), 0, Attestation.MAX_FIELD_CHARACTERS);
        at.require(FIELD.matcher(message.getField()).matches(), "field", "not a field's path");
        Answer answer = at.named("answer", message.getAnswer(), Answer.class);
        at.require(
                answer == Answer.ATTESTED || !message.getMeterCannotSign(),
                "meter_cannot_sign",
                "of an answer that refuses");
        return new Attestation(
                envelope.digest(),
                at.digest("order_digest", message.getOrderDigest()),
                at.digest("agreement_digest", message.getAgreementDigest()),
                at.id("utility", message.getUtility()),
                at.named("role", message.getRole(), TradeRole.class),
                answer,
                reason(message, answer, at),
                message.getField(),
                limitExceeded(message, answer, at),
                at.instant("logged_at_millis", message.getLoggedAtMillis()),
                message.getMeterCannotSign());
    }

    /// An attestation that stays with its envelope.
    public static SignedAttestation signed(Envelope envelope) {
        return signed(envelope, PROOF);
    }

    public static SignedAttestation signed(Envelope envelope, Fields at) {
        return new SignedAttestation(attestation(envelope, at), envelope);
    }

    /// @param attestation its digest is not looked at
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(Attestation attestation, byte[] salt) {
        io.gridpact.trade.v1.Attestation.Builder message = io.gridpact.trade.v1.Attestation.newBuilder()
                .setOrderDigest(EnvelopeWire.bytes(attestation.orderDigest()))
                .setAgreementDigest(EnvelopeWire.bytes(attestation.agreement()))
                .setUtility(attestation.utility())
                .setRole(Names.wire(attestation.role(), io.gridpact.trade.v1.TradeRole.class))
                .setAnswer(Names.wire(attestation.answer(), io.gridpact.trade.v1.Answer.class))
                .setField(attestation.field())
                .setLimitExceeded(attestation.limitExceeded())
                .setLoggedAtMillis(attestation.loggedAt().toEpochMilli())
                .setMeterCannotSign(attestation.meterCannotSign())
                .setSalt(ByteString.copyFrom(salt));
        Reason reason = attestation.reason();
        if (reason != null) {
            message.setReason(Names.wire(reason, io.gridpact.directory.v1.Reason.class));
        }
        return message.build().toByteArray();
    }

    public static Receipt receipt(Envelope envelope) {
        return receipt(envelope, PROOF);
    }

    public static Receipt receipt(Envelope envelope, Fields at) {
        io.gridpact.trade.v1.Receipt message =
                EnvelopeWire.payload(envelope, Receipt.PAYLOAD_TYPE, io.gridpact.trade.v1.Receipt.parser(), at);
        at.salt("salt", message.getSalt());
        Digest order = at.digest("order_digest", message.getOrderDigest());
        Digest seller = at.digest("seller_attestation_digest", message.getSellerAttestationDigest());
        Digest buyer = at.digest("buyer_attestation_digest", message.getBuyerAttestationDigest());
        return new Receipt(
                envelope.digest(), order, seller, buyer, at.instant("signed_at_millis", message.getSignedAtMillis()));
    }

    /// @param receipt its digest is not looked at
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(Receipt receipt, byte[] salt) {
        return io.gridpact.trade.v1.Receipt.newBuilder()
                .setOrderDigest(EnvelopeWire.bytes(receipt.orderDigest()))
                .setSellerAttestationDigest(EnvelopeWire.bytes(receipt.sellerAttestation()))
                .setBuyerAttestationDigest(EnvelopeWire.bytes(receipt.buyerAttestation()))
                .setSignedAtMillis(receipt.signedAt().toEpochMilli())
                .setSalt(ByteString.copyFrom(salt))
                .build()
                .toByteArray();
    }

    private static boolean limitExceeded(io.gridpact.trade.v1.Attestation message, Answer answer, Fields at) {
        at.require(answer == Answer.ATTESTED || !message.getLimitExceeded(), "limit_exceeded", "of a refusal");
        return message.getLimitExceeded();
    }

    private static @Nullable Reason reason(io.gridpact.trade.v1.Attestation message, Answer answer, Fields at) {
        return switch (answer) {
            case ATTESTED -> {
                boolean plain =
                        message.getReasonValue() == 0 && message.getField().isEmpty();
                at.require(plain, "reason", "of an answer that attests");
                yield null;
            }
            case REFUSED -> {
                Reason reason = at.named("reason", message.getReason(), Reason.class);
                at.require(Attestation.REFUSES_FOR.contains(reason), "reason", "neither the order's nor the limit's");
                yield reason;
            }
        };
    }
}
