package io.gridpact.protocol.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.refusal.Reason;
import java.time.Instant;

/// Revocations from signed payloads and to payloads that are to be signed (PROTOCOL.md, section 4). Whether one may be
/// believed is asked of `RevocationRules`.
public final class RevocationWire {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private RevocationWire() {}

    /// @param salt 16 to 64 random bytes
    public static byte[] payload(
            String participant, KeyId keyId, RevocationReason reason, Instant created, byte[] salt) {
        return io.gridpact.directory.v1.Revocation.newBuilder()
                .setParticipantId(participant)
                .setKeyId(EnvelopeWire.bytes(keyId.value()))
                .setReason(Names.wire(reason, io.gridpact.directory.v1.RevocationReason.class))
                .setCreatedMillis(created.toEpochMilli())
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException `INVALID_REQUEST`, naming the field
    public static Revocation revocation(Envelope envelope) {
        return revocation(envelope, REQUEST);
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException with the reason and path of `at`
    public static Revocation revocation(Envelope envelope, Fields at) {
        io.gridpact.directory.v1.Revocation message = EnvelopeWire.payload(
                envelope, Revocation.PAYLOAD_TYPE, io.gridpact.directory.v1.Revocation.parser(), at);
        at.salt("salt", message.getSalt());
        return new Revocation(
                envelope.digest(),
                at.id("participant_id", message.getParticipantId()),
                new KeyId(at.digest("key_id", message.getKeyId())),
                at.named("reason", message.getReason(), RevocationReason.class),
                at.instant("created_millis", message.getCreatedMillis()));
    }
}
