package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.utility.node.ParticipantStore;
import java.util.List;
import java.util.Optional;

/// A utility's directory as its operator has filled it.
final class HeldParticipants extends ParticipantStore {

    private final Cast cast;

    HeldParticipants(Cast cast, SignatureVerifier verifier, NodeClock clock) {
        super(verifier, clock);
        this.cast = cast;
    }

    @Override
    public Optional<Participant> participant(String participantId) {
        return cast.participant(participantId);
    }

    @Override
    public List<Participant> participants() {
        return cast.participants();
    }
}
