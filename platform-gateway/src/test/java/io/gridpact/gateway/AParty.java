package io.gridpact.gateway;

import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.wire.DirectoryWire;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A participant with all its keys.
public final class AParty {

    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2090-01-01T00:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    public final String id;
    public final ParticipantRole role;
    public final ACertificate certificate;
    public final InMemorySigner signer = InMemorySigner.generate(RANDOM);
    private final InMemorySigner root = InMemorySigner.generate(RANDOM);
    private final HpkePrivateKey hpke = HpkePrivateKey.generate(RANDOM);

    public AParty(ParticipantRole role, String id) {
        this.role = role;
        this.id = id;
        this.certificate = ACertificate.of(role, id);
    }

    public TlsMaterial tlsIn(Path folder) {
        return certificate.materialIn(folder.resolve(id));
    }

    /// @param endpoint empty for a party that only calls
    public Participant participant(String endpoint, long revision) {
        return new Participant(
                id,
                role,
                endpoint,
                Participants.spiffeId(role, id),
                List.of(certificate.pin()),
                List.of(new SigningKey(signer.publicKey(), FROM, UNTIL)),
                Optional.of(new HpkeKey(hpke.publicKey())),
                new SigningKey(root.publicKey(), FROM, UNTIL),
                revision);
    }

    public Envelope descriptor(String endpoint, long revision) {
        byte[] payload = DirectoryWire.payload(participant(endpoint, revision), salt());
        return Envelopes.sign(Participant.PAYLOAD_TYPE, payload, root);
    }

    public static byte[] salt() {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        return salt;
    }
}
