package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.utility.node.ParticipantStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A utility's directory as its operator has filled it, and what a life of it has learned from the arbiter since.
final class HeldParticipants extends ParticipantStore {

    private final Cast cast;
    private final Map<String, Participant> learned = new HashMap<>();
    private long cursor = -1;

    HeldParticipants(Cast cast, SignatureVerifier verifier, NodeClock clock) {
        super(verifier, clock);
        this.cast = cast;
    }

    @Override
    public Optional<Participant> participant(String participantId) {
        return Optional.ofNullable(learned.get(participantId)).or(() -> cast.participant(participantId));
    }

    @Override
    public long changes() {
        return learned.values().stream()
                .mapToLong(one -> one.keys().revoked().size())
                .sum();
    }

    @Override
    public List<Participant> participants() {
        return cast.participants().stream()
                .map(one -> learned.getOrDefault(one.id(), one))
                .toList();
    }

    @Override
    public boolean revoke(Revocation revocation, Instant loggedAt, Envelope signed, Envelope receipt) {
        Participant before = participant(revocation.participant()).orElseThrow();
        if (before.keys().revoked().containsKey(revocation.keyId())) {
            return false;
        }
        learned.put(before.id(), before.revoked(revocation.keyId(), loggedAt));
        return true;
    }

    @Override
    public long directoryCursor(String arbiter) {
        return cursor;
    }

    @Override
    public void moveDirectoryCursor(String arbiter, long leafIndex) {
        cursor = leafIndex;
    }
}
