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
/// @param keys the signing keys of this descriptor and, as far as the reader knows, of those before it, with what
///     has been revoked
public record Participant(
        String id,
        ParticipantRole role,
        String endpoint,
        String spiffeId,
        List<Digest> tlsKeyPins,
        List<SigningKey> signingKeys,
        Optional<HpkeKey> hpkeKey,
        SigningKey rootSigningKey,
        long revision,
        KeyHistory keys) {

    public static final String PAYLOAD_TYPE = "gridpact/descriptor/v1";

    public Participant {
        tlsKeyPins = List.copyOf(tlsKeyPins);
        signingKeys = List.copyOf(signingKeys);
    }

    /// By its descriptor alone.
    public Participant(
            String id,
            ParticipantRole role,
            String endpoint,
            String spiffeId,
            List<Digest> tlsKeyPins,
            List<SigningKey> signingKeys,
            Optional<HpkeKey> hpkeKey,
            SigningKey rootSigningKey,
            long revision) {
        this(
                id,
                role,
                endpoint,
                spiffeId,
                tlsKeyPins,
                signingKeys,
                hpkeKey,
                rootSigningKey,
                revision,
                KeyHistory.of(signingKeys));
    }

    /// The same descriptor, with other keys known.
    public Participant with(KeyHistory known) {
        return new Participant(
                id, role, endpoint, spiffeId, tlsKeyPins, signingKeys, hpkeKey, rootSigningKey, revision, known);
    }

    /// This descriptor, with what is known of the keys of the one before it.
    public Participant after(Participant earlier) {
        return with(earlier.keys().with(signingKeys));
    }

    /// One of its keys is revoked, by the log's time of it.
    public Participant revoked(KeyId keyId, Instant loggedAt) {
        return with(keys.revoked(keyId, loggedAt));
    }

    /// As it counts for a statement that a journal root covers which was logged at that time, see [KeyHistory].
    public Participant covering(Instant rootLoggedAt) {
        return keys.revoked().isEmpty() ? this : with(keys.covering(rootLoggedAt));
    }

    /// As it was before any of its keys was revoked: for reading back what was believed when it came.
    public Participant unrevoked() {
        return keys.revoked().isEmpty() ? this : with(keys.unrevoked());
    }

    /// The key of that id, if it may sign at that instant and has not been revoked.
    public Optional<PublicKey> signingKey(KeyId keyId, Instant at) {
        return keys.signingKey(keyId, at);
    }

    public PublicKey rootKey() {
        return rootSigningKey.key();
    }

    /// Whether one of the envelope's signatures is by a key of this participant that may sign at that instant and has
    /// not been revoked; whoever knows that a journal root covers the statement asks [#covering(Instant)] before.
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
