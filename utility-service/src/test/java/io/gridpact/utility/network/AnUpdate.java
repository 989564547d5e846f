package io.gridpact.utility.network;

import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Revision;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.UpdateWire;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/// An update as platforms, or a utility, make and sign it.
public final class AnUpdate {

    private static final SecureRandom RANDOM = new SecureRandom();

    private AnUpdate() {}

    /// Both platforms cancel.
    public static Envelope cancelled(Digest order, Revision present, Instant created) {
        return byPlatforms(order, present, UpdateKind.CANCEL, present.window(), 0, created);
    }

    public static Envelope curtailed(Digest order, Revision present, long leftWh, Instant created) {
        return byPlatforms(order, present, UpdateKind.CURTAIL, present.window(), leftWh, created);
    }

    public static Envelope moved(Digest order, Revision present, DeliveryWindow to, Instant created) {
        return byPlatforms(order, present, UpdateKind.RESCHEDULE, to, present.quantityWh(), created);
    }

    public static Envelope byPlatforms(
            Digest order, Revision present, UpdateKind kind, DeliveryWindow window, long quantityWh, Instant created) {
        return signed(
                draft(order, present, kind, UpdateReason.PLATFORMS, "helio", window, quantityWh, created),
                List.of("helio", "sunbird"));
    }

    public static Update draft(
            Digest order,
            Revision present,
            UpdateKind kind,
            UpdateReason reason,
            String askedBy,
            DeliveryWindow window,
            long quantityWh,
            Instant created) {
        return new Update(
                Unsigned.DIGEST,
                order,
                present.number(),
                present.sellerAttestation(),
                present.buyerAttestation(),
                present.window().start(),
                kind,
                reason,
                askedBy,
                window,
                quantityWh,
                created);
    }

    public static Envelope signed(Update draft, List<String> signers) {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        byte[] payload = UpdateWire.payload(draft, salt);
        Envelope envelope = new Envelope(Update.PAYLOAD_TYPE, payload, List.of());
        for (String signer : signers) {
            envelope = envelope.with(Envelopes.signature(Update.PAYLOAD_TYPE, payload, ANetwork.signer(signer)));
        }
        return envelope;
    }
}
