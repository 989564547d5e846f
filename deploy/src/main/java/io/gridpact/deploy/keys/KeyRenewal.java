package io.gridpact.deploy.keys;

import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.FileSigner;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PassphraseKind;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.RevocationWire;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes a utility's next keys beside its present ones, and signs what tells of them with its root key.
public final class KeyRenewal {

    /// How long a new signing key may sign.
    public static final Duration VALIDITY = Duration.ofDays(365);

    private static final int SALT_BYTES = 16;

    private final Path keys;
    private final char[] passphrase;
    private final Signer root;
    private final SecureRandom random;

    /// @param keys folder of the utility's own keys
    public KeyRenewal(Path keys, char[] passphrase, Signer root, SecureRandom random) {
        this.keys = keys;
        this.passphrase = passphrase.clone();
        this.root = root;
        this.random = random;
    }

    /// A new signing key, in a file beside the present one, valid from now on; the present ones stay in the descriptor,
    /// the oldest left out where there are too many.
    public Participant signing(Participant present, Instant now) throws IOException {
        Path file = keys.resolve("signing-%d.key.pem".formatted(present.revision() + 1));
        Signer made = FileSigner.generate(file, passphrase, PassphraseKind.RANDOM, random);
        List<SigningKey> signing = new ArrayList<>(present.signingKeys());
        while (signing.size() >= DirectoryWire.MAX_SIGNING_KEYS) {
            signing.removeFirst();
        }
        signing.add(new SigningKey(made.publicKey(), now, now.plus(VALIDITY)));
        return next(present, present.tlsKeyPins(), signing, present.hpkeKey());
    }

    /// A new key for openings, in a file beside the present one, which goes on opening what was sealed for it.
    public Participant opening(Participant present) throws IOException {
        HpkePrivateKey made = HpkePrivateKey.generate(random);
        Path file = keys.resolve("hpke-%d.key.pem".formatted(present.revision() + 1));
        made.write(file, passphrase, PassphraseKind.RANDOM, random);
        return next(present, present.tlsKeyPins(), present.signingKeys(), Optional.of(new HpkeKey(made.publicKey())));
    }

    /// The same, with other pins.
    public Participant pins(Participant present, List<Digest> tlsKeyPins) {
        return next(present, tlsKeyPins, present.signingKeys(), present.hpkeKey());
    }

    /// By the root key.
    public Envelope descriptor(Participant participant) {
        return Envelopes.sign(Participant.PAYLOAD_TYPE, DirectoryWire.payload(participant, salt()), root);
    }

    /// By the root key.
    public Envelope revocation(String participant, KeyId keyId, RevocationReason reason, Instant now) {
        return Envelopes.sign(
                Revocation.PAYLOAD_TYPE, RevocationWire.payload(participant, keyId, reason, now, salt()), root);
    }

    private static Participant next(
            Participant present, List<Digest> tlsKeyPins, List<SigningKey> signingKeys, Optional<HpkeKey> hpkeKey) {
        return new Participant(
                present.id(),
                present.role(),
                present.endpoint(),
                present.spiffeId(),
                tlsKeyPins,
                signingKeys,
                hpkeKey,
                present.rootSigningKey(),
                present.revision() + 1);
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }
}
