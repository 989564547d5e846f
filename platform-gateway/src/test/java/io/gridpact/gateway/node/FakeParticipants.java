package io.gridpact.gateway.node;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// Descriptors in memory.
public final class FakeParticipants implements StoredParticipants {

    private final TreeMap<String, Stored> stored = new TreeMap<>();

    @Override
    public synchronized List<Stored> all() {
        return List.copyOf(stored.values());
    }

    @Override
    public synchronized void put(Participant participant, Envelope descriptor, Instant storedAt) {
        stored.put(participant.id(), new Stored(participant.id(), participant.revision(), descriptor));
    }

    /// As if a row had been tampered with.
    synchronized void spoil(String id, long revision, Envelope descriptor) {
        stored.put(id, new Stored(id, revision, descriptor));
    }
}
