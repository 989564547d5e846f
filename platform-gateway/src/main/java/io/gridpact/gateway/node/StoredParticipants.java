package io.gridpact.gateway.node;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;
import java.util.List;

/// Where the gateway keeps the descriptors in force, as they came.
public interface StoredParticipants {

    /// One descriptor with what its row says of it.
    record Stored(String id, long revision, Envelope descriptor) {}

    /// Ordered by id.
    List<Stored> all();

    /// Takes the place of the descriptor of that id. Durable on return.
    void put(Participant participant, Envelope descriptor, Instant storedAt);
}
