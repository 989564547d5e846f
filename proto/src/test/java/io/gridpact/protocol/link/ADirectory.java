package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Descriptors in memory.
final class ADirectory {

    private static final PublicKey ROOT = InMemorySigner.ofSeed(new byte[32]).publicKey();

    private final Map<String, Participant> participants = new ConcurrentHashMap<>();

    Optional<Participant> participant(String id) {
        return Optional.ofNullable(participants.get(id));
    }

    Participant put(ParticipantRole role, String id, String endpoint, Digest... pins) {
        Participant participant = participant(role, id, endpoint, pins);
        participants.put(id, participant);
        return participant;
    }

    void remove(String id) {
        participants.remove(id);
    }

    TrustedPeers trusted() {
        return TrustedPeers.in(this::participant);
    }

    static Participant participant(ParticipantRole role, String id, String endpoint, Digest... pins) {
        return new Participant(
                id,
                role,
                endpoint,
                Participants.spiffeId(role, id),
                List.of(pins),
                List.of(),
                Optional.empty(),
                new SigningKey(ROOT, Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE / 2)),
                1);
    }
}
