package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateAttestation;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.TradeUpdate;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Updates, answers to them and their receipts from signed payloads and to payloads that are to be signed (PROTOCOL.md,
/// section 5).
///
/// A malformed update is `INVALID_ORDER`, anything else that is malformed `INVALID_PROOF`, unless the caller says
/// otherwise; paths begin in the payload.
public final class UpdateWire {

    private static final Pattern FIELD = Pattern.compile("[a-z0-9_.\\[\\]]*");
    private static final Fields UPDATE = Fields.of(Reason.INVALID_ORDER);
    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);

    private UpdateWire() {}

    public static Update update(Envelope envelope) {
        return update(envelope, UPDATE);
    }

    public static Update update(Envelope envelope, Fields at) {
        TradeUpdate message = EnvelopeWire.payload(envelope, Update.PAYLOAD_TYPE, TradeUpdate.parser(), at);
        at.salt("salt", message.getSalt());
        return new Update(
                envelope.digest(),
                at.digest("order_digest", message.getOrderDigest()),
                at.between("follows_revision", message.getFollowsRevision(), 0, Update.MAX_REVISIONS - 1),
                at.digest("follows_seller_attestation_digest", message.getFollowsSellerAttestationDigest()),
                at.digest("follows_buyer_attestation_digest", message.getFollowsBuyerAttestationDigest()),
                at.instant("follows_window_start_millis", message.getFollowsWindowStartMillis()),
                at.named("kind", message.getKind(), UpdateKind.class),
                at.named("reason", message.getReason(), UpdateReason.class),
                at.id("asked_by", message.getAskedBy()),
                window(message, at),
                at.between("quantity_wh", message.getQuantityWh(), 0, OrderRules.MAX_QUANTITY_WH),
                at.instant("created_millis", message.getCreatedMillis()));
    }

    /// @param update its digest is not looked at
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(Update update, byte[] salt) {
        return TradeUpdate.newBuilder()
                .setOrderDigest(EnvelopeWire.bytes(update.orderDigest()))
                .setFollowsRevision(update.follows())
                .setFollowsSellerAttestationDigest(EnvelopeWire.bytes(update.followsSellerAttestation()))
                .setFollowsBuyerAttestationDigest(EnvelopeWire.bytes(update.followsBuyerAttestation()))
                .setFollowsWindowStartMillis(update.followsWindowStart().toEpochMilli())
                .setKind(Names.wire(update.kind(), io.gridpact.trade.v1.UpdateKind.class))
                .setReason(Names.wire(update.reason(), io.gridpact.trade.v1.UpdateReason.class))
                .setAskedBy(update.askedBy())
                .setWindowStartMillis(update.window().start().toEpochMilli())
                .setWindowEndMillis(update.window().end().toEpochMilli())
                .setQuantityWh(update.quantityWh())
                .setCreatedMillis(update.created().toEpochMilli())
                .setSalt(ByteString.copyFrom(salt))
                .build()
                .toByteArray();
    }

    /// An answer that stays with its envelope.
    public static SignedUpdateAttestation signed(Envelope envelope) {
        return signed(envelope, PROOF);
    }

    public static SignedUpdateAttestation signed(Envelope envelope, Fields at) {
        var parser = io.gridpact.trade.v1.UpdateAttestation.parser();
        var message = EnvelopeWire.payload(envelope, UpdateAttestation.PAYLOAD_TYPE, parser, at);
        at.salt("salt", message.getSalt());
        at.text("field", message.getField(), 0, Attestation.MAX_FIELD_CHARACTERS);
        at.require(FIELD.matcher(message.getField()).matches(), "field", "not a field's path");
        Answer answer = at.named("answer", message.getAnswer(), Answer.class);
        UpdateAttestation attestation = new UpdateAttestation(
                envelope.digest(),
                at.digest("update_digest", message.getUpdateDigest()),
                at.id("utility", message.getUtility()),
                at.named("role", message.getRole(), TradeRole.class),
                answer,
                reason(message, answer, at),
                message.getField(),
                at.instant("logged_at_millis", message.getLoggedAtMillis()));
        return new SignedUpdateAttestation(attestation, envelope);
    }

    /// @param attestation its digest is not looked at
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(UpdateAttestation attestation, byte[] salt) {
        var message = io.gridpact.trade.v1.UpdateAttestation.newBuilder()
                .setUpdateDigest(EnvelopeWire.bytes(attestation.updateDigest()))
                .setUtility(attestation.utility())
                .setRole(Names.wire(attestation.role(), io.gridpact.trade.v1.TradeRole.class))
                .setAnswer(Names.wire(attestation.answer(), io.gridpact.trade.v1.Answer.class))
                .setField(attestation.field())
                .setLoggedAtMillis(attestation.loggedAt().toEpochMilli())
                .setSalt(ByteString.copyFrom(salt));
        Reason reason = attestation.reason();
        if (reason != null) {
            message.setReason(Names.wire(reason, io.gridpact.directory.v1.Reason.class));
        }
        return message.build().toByteArray();
    }

    public static UpdateReceipt receipt(Envelope envelope) {
        return receipt(envelope, PROOF);
    }

    public static UpdateReceipt receipt(Envelope envelope, Fields at) {
        var parser = io.gridpact.trade.v1.UpdateReceipt.parser();
        var message = EnvelopeWire.payload(envelope, UpdateReceipt.PAYLOAD_TYPE, parser, at);
        at.salt("salt", message.getSalt());
        Digest update = at.digest("update_digest", message.getUpdateDigest());
        Digest seller = at.digest("seller_attestation_digest", message.getSellerAttestationDigest());
        Digest buyer = at.digest("buyer_attestation_digest", message.getBuyerAttestationDigest());
        Instant signedAt = at.instant("signed_at_millis", message.getSignedAtMillis());
        return new UpdateReceipt(envelope.digest(), update, seller, buyer, signedAt);
    }

    /// @param receipt its digest is not looked at
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(UpdateReceipt receipt, byte[] salt) {
        return io.gridpact.trade.v1.UpdateReceipt.newBuilder()
                .setUpdateDigest(EnvelopeWire.bytes(receipt.updateDigest()))
                .setSellerAttestationDigest(EnvelopeWire.bytes(receipt.sellerAttestation()))
                .setBuyerAttestationDigest(EnvelopeWire.bytes(receipt.buyerAttestation()))
                .setSignedAtMillis(receipt.signedAt().toEpochMilli())
                .setSalt(ByteString.copyFrom(salt))
                .build()
                .toByteArray();
    }

    /// Reads an update that both have answered; no signature is checked.
    public static SealedUpdate sealed(io.gridpact.trade.v1.SealedUpdate message, Fields at) {
        Envelope envelope = EnvelopeWire.fromMessage(message.getUpdate(), at.in("update"));
        return new SealedUpdate(
                update(envelope, at.in("update")),
                envelope,
                attestation(message.getSellerAttestation(), at.in("seller_attestation")),
                attestation(message.getBuyerAttestation(), at.in("buyer_attestation")));
    }

    /// With the answers that exist so far.
    public static io.gridpact.trade.v1.SealedUpdate toMessage(
            Envelope update, @Nullable Envelope sellerAttestation, @Nullable Envelope buyerAttestation) {
        var message = io.gridpact.trade.v1.SealedUpdate.newBuilder().setUpdate(EnvelopeWire.toMessage(update));
        if (sellerAttestation != null) {
            message.setSellerAttestation(EnvelopeWire.toMessage(sellerAttestation));
        }
        if (buyerAttestation != null) {
            message.setBuyerAttestation(EnvelopeWire.toMessage(buyerAttestation));
        }
        return message.build();
    }

    static io.gridpact.trade.v1.SealedUpdate toMessage(SealedUpdate sealed) {
        return toMessage(
                sealed.envelope(),
                sealed.sellerAttestation().envelope(),
                sealed.buyerAttestation().envelope());
    }

    private static SignedUpdateAttestation attestation(io.gridpact.directory.v1.Envelope message, Fields at) {
        return signed(EnvelopeWire.fromMessage(message, at), at);
    }

    private static DeliveryWindow window(TradeUpdate message, Fields at) {
        Instant start = at.instant("window_start_millis", message.getWindowStartMillis());
        Instant end = at.instant("window_end_millis", message.getWindowEndMillis());
        at.require(start.isBefore(end), "window_end_millis", "not after window_start_millis");
        return new DeliveryWindow(start, end);
    }

    private static @Nullable Reason reason(io.gridpact.trade.v1.UpdateAttestation message, Answer answer, Fields at) {
        return switch (answer) {
            case ATTESTED -> {
                boolean plain =
                        message.getReasonValue() == 0 && message.getField().isEmpty();
                at.require(plain, "reason", "of an answer that attests");
                yield null;
            }
            case REFUSED -> {
                Reason reason = at.named("reason", message.getReason(), Reason.class);
                at.require(Attestation.REFUSES_FOR.contains(reason), "reason", "neither the update's nor the limit's");
                yield reason;
            }
        };
    }
}
