package io.gridpact.gateway.node;

import io.gridpact.gateway.node.StoredParticipants.Stored;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Verifies every stored descriptor anew and compares the store with what the gateway goes by.
public final class CheckParticipants implements StoreChecker {

    private final StoredParticipants store;
    private final Directory directory;

    public CheckParticipants(StoredParticipants store, Directory directory) {
        this.store = store;
        this.directory = directory;
    }

    @Override
    public void check(Sink sink) {
        List<Stored> all = store.all();
        Set<String> ids = new HashSet<>();
        for (Stored stored : all) {
            ids.add(stored.id());
            check(stored, sink);
        }
        for (var descriptor : directory.list("", Directory.MAX_PARTICIPANTS)) {
            String id = directory.verified(descriptor).id();
            if (!ids.contains(id)) {
                sink.finding("participant-is-stored", id, "known, but not in the store");
            }
        }
        sink.checked("participants", all.size());
    }

    private void check(Stored stored, Sink sink) {
        try {
            Participant participant = directory.verified(stored.descriptor());
            if (!participant.id().equals(stored.id()) || participant.revision() != stored.revision()) {
                sink.finding("row-says-what-its-descriptor-says", stored.id(), "id or revision differs");
            }
            if (!directory.participant(stored.id()).equals(Optional.of(participant))) {
                sink.finding("stored-descriptor-is-in-force", stored.id(), "another one, or none, is in force");
            }
        } catch (RefusedException e) {
            sink.finding(
                    "stored-descriptor-verifies",
                    stored.id(),
                    e.refusal().reason() + " " + e.refusal().field());
        }
    }
}
