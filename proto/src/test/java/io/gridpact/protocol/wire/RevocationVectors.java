package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_REQUEST;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.wire.ANetwork.signer;
import static io.gridpact.protocol.wire.OrderMessages.zeros;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.gridpact.directory.v1.Revocation;
import io.gridpact.directory.v1.RevocationReason;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.refusal.Reason;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Revocations of north's keys, as the arbiter judges them when they are to be logged.
final class RevocationVectors {

    static final String FOLDER = "directory/revocation";

    private static final String TYPE = "gridpact/revocation/v1";

    private RevocationVectors() {}

    static Stream<Vector> all() {
        return Stream.of(
                Vector.accepted(FOLDER, "accepted", EnvelopeWire.encode(revocation(message -> {}, "north root"))),
                Vector.accepted(
                        FOLDER,
                        "accepted-of-an-expired-key",
                        EnvelopeWire.encode(revocation(message -> message.setKeyId(keyId("north old")), "north root"))),
                refused("participant-of-nobody", message -> message.setParticipantId("North"), "participant_id"),
                refused("key-id-of-31-bytes", message -> message.setKeyId(zeros(31)), "key_id"),
                refused("of-a-key-of-another", message -> message.setKeyId(keyId("south")), "key_id"),
                refused("of-the-root-key", message -> message.setKeyId(keyId("north root")), "key_id"),
                refused("reason-unspecified", message -> message.clearReason(), "reason"),
                refused("reason-unknown", message -> message.setReasonValue(9), "reason"),
                refused("created-never", message -> message.clearCreatedMillis(), "created_millis"),
                refused(
                        "created-more-than-5-minutes-ahead",
                        message -> message.setCreatedMillis(
                                ANetwork.NOW.plusSeconds(300).toEpochMilli() + 1),
                        "created_millis"),
                refused("salt-missing", message -> message.clearSalt(), "salt"),
                refused("unknown-field", message -> message.setUnknownFields(unknown()), "127"),
                signedBy("signed-by-the-key-itself", "north"),
                signedBy("signed-by-another-root-key", "south root"));
    }

    static Envelope revocation(Consumer<Revocation.Builder> change, String signer) {
        Revocation.Builder message = Revocation.newBuilder()
                .setParticipantId("north")
                .setKeyId(keyId("north"))
                .setReason(RevocationReason.REVOCATION_REASON_COMPROMISED)
                .setCreatedMillis(ANetwork.NOW.toEpochMilli())
                .setSalt(ByteString.copyFrom(ANetwork.salt("revocation")));
        change.accept(message);
        return Envelopes.sign(TYPE, message.build().toByteArray(), signer(signer));
    }

    private static ByteString keyId(String name) {
        return EnvelopeWire.bytes(signer(name).publicKey().id().value());
    }

    private static UnknownFieldSet unknown() {
        return UnknownFieldSet.newBuilder()
                .addField(127, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
    }

    private static Vector refused(String name, Consumer<Revocation.Builder> defect, String field) {
        return refused(name, revocation(defect, "north root"), INVALID_REQUEST, field);
    }

    private static Vector signedBy(String name, String signer) {
        return refused(name, revocation(message -> {}, signer), SIGNATURE_INVALID, "signatures");
    }

    private static Vector refused(String name, Envelope revocation, Reason reason, String field) {
        return Vector.refused(FOLDER, name, EnvelopeWire.encode(revocation), reason, field);
    }
}
