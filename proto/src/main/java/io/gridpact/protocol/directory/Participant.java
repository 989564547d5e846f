package io.gridpact.protocol.directory;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a participant's descriptor says (PROTOCOL.md, section 4).
///
/// @param endpoint where its gRPC server listens, `host:port`; empty for parties that only call
/// @param tlsKeyPins SHA-256 of the SubjectPublicKeyInfo of each TLS key in use; 1 to 4
/// @param signingKeys that sign statements; 0 to 8
/// @param hpkeKey that openings are sealed to; only of parties that receive any
/// @param rootSigningKey that signs the descriptor, and agreements
/// @param revision higher in each later descriptor; from 1
public record Participant(
        String id,
        ParticipantRole role,
        String endpoint,
        String spiffeId,
        List<Digest> tlsKeyPins,
        List<SigningKey> signingKeys,
        Optional<HpkeKey> hpkeKey,
        SigningKey rootSigningKey,
        long revision) {

    public static final String PAYLOAD_TYPE = "gridpact/descriptor/v1";

    public Participant {
        tlsKeyPins = List.copyOf(tlsKeyPins);
        signingKeys = List.copyOf(signingKeys);
    }

    /// The key of that id, if it may sign at that instant.
    public Optional<PublicKey> signingKey(KeyId keyId, Instant at) {
        return signingKeys.stream()
                .filter(signingKey -> signingKey.key().id().equals(keyId) && signingKey.validAt(at))
                .map(SigningKey::key)
                .findFirst();
    }

    public PublicKey rootKey() {
        return rootSigningKey.key();
    }

    /// Whether one of the envelope's signatures is by a key of this participant that may sign at that instant.
    public boolean signed(Envelope envelope, Instant at, SignatureVerifier verifier) {
        return signed(envelope, at, at, verifier);
    }

    /// Whether one of the envelope's signatures is by a key of this participant that may sign at both instants.
    public boolean signed(Envelope envelope, Instant at, Instant alsoAt, SignatureVerifier verifier) {
        for (Signature signature : envelope.signatures()) {
            Optional<PublicKey> key = signingKey(signature.keyId(), at)
                    .filter(then -> signingKey(signature.keyId(), alsoAt).isPresent());
            if (key.isPresent() && verifier.verify(key.get(), envelope, signature)) {
                return true;
            }
        }
        return false;
    }
}
