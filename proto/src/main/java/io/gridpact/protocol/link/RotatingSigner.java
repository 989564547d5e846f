package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Signs with that of a service's keys which became valid last by its descriptor in force: so a new key is used once
/// everyone who has that descriptor believes it, and without a restart (PROTOCOL.md, section 4).
public final class RotatingSigner implements Signer {

    private final Supplier<List<Signer>> keys;
    private final Supplier<Optional<Participant>> self;
    private final InstantSource clock;

    /// @param keys at least one
    /// @param self our own descriptor in force, with what has been revoked
    public RotatingSigner(Supplier<List<Signer>> keys, Supplier<Optional<Participant>> self, InstantSource clock) {
        this.keys = keys;
        this.self = self;
        this.clock = clock;
    }

    /// The key that signs at this moment. Where none is valid it is the first: whoever we show that to refuses it, and
    /// it is seen in [#validUntil()].
    @Override
    public Signer chosen() {
        List<Signer> all = keys.get();
        Optional<Participant> known = self.get();
        if (known.isEmpty() || all.size() == 1) {
            return all.getFirst();
        }
        Instant now = clock.instant();
        return all.stream()
                .filter(key -> known.get().signingKey(key.publicKey().id(), now).isPresent())
                .max(Comparator.comparing(
                        key -> validFrom(known.get(), key.publicKey().id())))
                .orElse(all.getFirst());
    }

    private static Instant validFrom(Participant self, KeyId keyId) {
        return self.keys().keys().stream()
                .filter(key -> key.key().id().equals(keyId))
                .map(SigningKey::validFrom)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    /// Until when one of the keys that are here may sign; empty where none may.
    public Optional<Instant> validUntil() {
        Instant now = clock.instant();
        List<KeyId> here = keys.get().stream().map(key -> key.publicKey().id()).toList();
        return self.get().stream()
                .flatMap(known -> known.keys().keys().stream()
                        .filter(key -> here.contains(key.key().id()))
                        .filter(key -> known.signingKey(key.key().id(), now).isPresent() && key.validAt(now)))
                .map(SigningKey::validUntil)
                .max(Comparator.naturalOrder());
    }

    /// The same statement under a key that may sign now, where the one that signed it has been revoked. What is signed
    /// is named by its digest, so it is the same statement.
    ///
    /// @param envelope signed by us alone
    public Envelope signedAnew(Envelope envelope) {
        Optional<Participant> known = self.get();
        boolean revoked = known.isPresent()
                && envelope.signatures().stream()
                        .allMatch(one -> known.get().keys().revoked().containsKey(one.keyId()));
        return revoked ? Envelopes.sign(envelope.payloadType(), envelope.payload(), chosen()) : envelope;
    }

    @Override
    public PublicKey publicKey() {
        return chosen().publicKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        return chosen().sign(message);
    }
}
