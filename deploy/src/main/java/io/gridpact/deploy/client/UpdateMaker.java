package io.gridpact.deploy.client;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.trade.v1.SealedUpdate;
import io.gridpact.trade.v1.TradeView;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes updates of trades as their two platforms want them, and brings them through the gateway.
public final class UpdateMaker {

    private static final int SALT_BYTES = 16;
    private static final Fields ANSWER = Fields.of(Reason.INVALID_PROOF);

    private final Platforms platforms;
    private final SecureRandom random;
    private final SignatureVerifier verifier = new SignatureVerifier();

    public UpdateMaker(Platforms platforms, SecureRandom random) {
        this.platforms = platforms;
        this.random = random;
    }

    /// What is to become of a trade.
    ///
    /// @param leftWh where it curtails, in watt-hours
    /// @param windowStart where it reschedules
    public record Wish(UpdateKind kind, Optional<Long> leftWh, Optional<Instant> windowStart) {}

    /// An update that both platforms have signed, to be sent as it is however often.
    public record Made(Envelope envelope, Order order) {}

    /// Both platforms sign; both utilities' attestations are checked.
    ///
    /// @throws io.grpc.StatusRuntimeException where it is refused
    public Update bring(TradeView view, Wish wish, Instant now) {
        return send(make(view, wish, now));
    }

    /// Both platforms sign.
    ///
    /// @param view as the seller utility shows it
    public Made make(TradeView view, Wish wish, Instant now) {
        Order order = OrderWire.consented(view.getSealedOrder().getOrder()).order();
        return new Made(signed(draft(view, order, wish, now), order), order);
    }

    /// Both utilities' attestations are checked.
    ///
    /// @throws io.grpc.StatusRuntimeException where it is refused
    public Update send(Made made) {
        Envelope envelope = made.envelope();
        Order order = made.order();
        SealedUpdate answer = platforms.client(order.buyerPlatform()).update(order.sellerUtility(), envelope);
        require(
                answer.getUpdate()
                        .getPayload()
                        .equals(EnvelopeWire.toMessage(envelope).getPayload()),
                "update");
        requireAttested(answer.getSellerAttestation(), envelope.digest(), order.sellerUtility(), "seller_attestation");
        requireAttested(answer.getBuyerAttestation(), envelope.digest(), order.buyerUtility(), "buyer_attestation");
        return UpdateWire.update(envelope);
    }

    private static Update draft(TradeView view, Order order, Wish wish, Instant now) {
        boolean revised = view.hasUpdate();
        DeliveryWindow present = DeliveryWindow.startingAt(
                Instant.ofEpochMilli(view.getWindowStartMillis()),
                order.window().length());
        long quantityWh =
                switch (wish.kind()) {
                    case CANCEL -> 0;
                    case CURTAIL -> wish.leftWh().orElseThrow();
                    case RESCHEDULE -> view.getQuantityWh();
                };
        return new Update(
                Unsigned.DIGEST,
                order.digest(),
                view.getRevision(),
                digest(
                        revised
                                ? view.getUpdate().getSellerAttestation()
                                : view.getSealedOrder().getSellerAttestation()),
                digest(
                        revised
                                ? view.getUpdate().getBuyerAttestation()
                                : view.getSealedOrder().getBuyerAttestation()),
                present.start(),
                wish.kind(),
                UpdateReason.PLATFORMS,
                order.buyerPlatform(),
                wish.windowStart()
                        .map(start -> DeliveryWindow.startingAt(start, present.length()))
                        .orElse(present),
                quantityWh,
                now);
    }

    private Envelope signed(Update draft, Order order) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] payload = UpdateWire.payload(draft, salt);
        Envelope envelope = new Envelope(Update.PAYLOAD_TYPE, payload, List.of());
        Set<String> signers = new LinkedHashSet<>(List.of(order.buyerPlatform(), order.sellerPlatform()));
        for (String platform : signers) {
            envelope = envelope.with(Envelopes.signature(
                    Update.PAYLOAD_TYPE, payload, platforms.maker().platformSigner(platform)));
        }
        return envelope;
    }

    private void requireAttested(
            io.gridpact.directory.v1.Envelope message, Digest update, String utility, String field) {
        SignedUpdateAttestation signed = UpdateWire.signed(EnvelopeWire.fromMessage(message, ANSWER.in(field)));
        Participant signer = platforms.directory().require(utility);
        boolean holds = signed.attestation().updateDigest().equals(update)
                && signed.attestation().utility().equals(utility)
                && signed.attestation().answer() == Answer.ATTESTED
                && signer.signed(signed.envelope(), signed.attestation().loggedAt(), verifier);
        require(holds, field);
    }

    private static void require(boolean holds, String field) {
        if (!holds) {
            throw new RefusedException(Refusal.of(Reason.INVALID_PROOF, field, "not what was asked for"));
        }
    }

    private static Digest digest(io.gridpact.directory.v1.Envelope message) {
        return EnvelopeWire.fromMessage(message, ANSWER).digest();
    }
}
