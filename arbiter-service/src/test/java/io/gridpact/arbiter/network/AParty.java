package io.gridpact.arbiter.network;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.RevocationWire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Somebody in a test's network. Keys follow from the id, so that two parties of one name are the same.
public record AParty(ParticipantRole role, String id, String endpoint, Digest tlsKeyPin, long revision) {

    static final Instant VALID_FROM = Instant.parse("2020-01-01T00:00:00Z");
    static final Instant VALID_UNTIL = VALID_FROM.plus(Duration.ofDays(36_500));

    public static AParty utility(String id) {
        return new AParty(ParticipantRole.UTILITY, id, "", hash("tls " + id), 1);
    }

    public AParty withRevision(long other) {
        return new AParty(role, id, endpoint, tlsKeyPin, other);
    }

    public InMemorySigner signer() {
        return InMemorySigner.ofSeed(seed());
    }

    /// What the signing key is made from.
    public byte[] seed() {
        return hash("signing " + id).bytes();
    }

    public InMemorySigner rootSigner() {
        return InMemorySigner.ofSeed(hash("root " + id).bytes());
    }

    public Participant participant() {
        return new Participant(
                id,
                role,
                endpoint,
                Participants.spiffeId(role, id),
                List.of(tlsKeyPin),
                List.of(new SigningKey(signer().publicKey(), VALID_FROM, VALID_UNTIL)),
                Optional.empty(),
                new SigningKey(rootSigner().publicKey(), VALID_FROM, VALID_UNTIL),
                revision);
    }

    public Envelope descriptor() {
        byte[] payload = DirectoryWire.payload(participant(), salt("descriptor " + id + revision));
        return Envelopes.sign(Participant.PAYLOAD_TYPE, payload, rootSigner());
    }

    /// By the root key, of the signing key.
    public Envelope revocation(Instant created) {
        return revocation(signer().publicKey().id(), created, rootSigner());
    }

    public Envelope revocation(KeyId keyId, Instant created, Signer by) {
        byte[] payload = RevocationWire.payload(
                id, keyId, RevocationReason.COMPROMISED, created, salt("revocation " + id + created));
        return Envelopes.sign(Revocation.PAYLOAD_TYPE, payload, by);
    }

    static Digest hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] salt(String text) {
        return java.util.Arrays.copyOf(hash(text).bytes(), 16);
    }
}
