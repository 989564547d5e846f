package io.gridpact.utility.node;

import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.ParticipantsPort;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The directory: descriptors in force, in the database and in memory, because TLS handshakes ask it. Only this process
/// writes them, so both are the same.
@ApplicationScoped
public class ParticipantStore implements PanacheRepositoryBase<ParticipantRow, String>, ParticipantsPort {

    private static final int BEFORE_EVERYTHING_ELSE = 1;

    private final SignatureVerifier verifier;
    private final NodeClock clock;
    private final Map<String, Participant> inForce = new ConcurrentHashMap<>();

    public ParticipantStore(SignatureVerifier verifier, NodeClock clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    /// The descriptor in force of that participant, from memory.
    public Optional<Participant> participant(String participantId) {
        return Optional.ofNullable(inForce.get(participantId));
    }

    /// All in force.
    public List<Participant> participants() {
        return List.copyOf(inForce.values());
    }

    @Transactional
    void load(@Observes @Priority(BEFORE_EVERYTHING_ELSE) StartupEvent started) {
        for (ParticipantRow row : listAll()) {
            Participant participant = DirectoryWire.participant(envelope(row));
            DescriptorRules.kept(participant, envelope(row), verifier).orThrow();
            inForce.put(participant.id(), participant);
        }
    }

    /// One at a time; in memory only once it is committed.
    @Override
    public synchronized boolean put(Envelope descriptor) {
        Participant participant = DirectoryWire.participant(descriptor);
        DescriptorRules.descriptor(participant, descriptor, clock.instant(), verifier)
                .orThrow();
        boolean changed = StoreTransaction.call(() -> store(participant, descriptor));
        if (changed) {
            inForce.put(participant.id(), participant);
        }
        return changed;
    }

    private boolean store(Participant participant, Envelope descriptor) {
        ParticipantRow row = findById(participant.id());
        byte[] encoded = EnvelopeWire.encode(descriptor);
        if (row != null && Arrays.equals(row.descriptor, encoded)) {
            return false;
        }
        if (row == null) {
            row = new ParticipantRow();
            row.id = participant.id();
        } else {
            DescriptorRules.successor(DirectoryWire.participant(envelope(row)), participant, clock.instant())
                    .orThrow();
        }
        row.role = participant.role().name();
        row.revision = participant.revision();
        row.descriptor = encoded;
        persist(row);
        return true;
    }

    @Override
    @Transactional
    public List<Envelope> list(String afterId, int limit) {
        return find("id > ?1", Sort.by("id"), afterId).page(0, limit).stream()
                .map(ParticipantStore::envelope)
                .toList();
    }

    private static Envelope envelope(ParticipantRow row) {
        return EnvelopeWire.parse(row.descriptor, new Fields(Reason.INTERNAL, "descriptor"));
    }
}
