package io.gridpact.gateway.node;

import io.gridpact.gateway.node.StoredParticipants.Stored;
import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.ParticipantsPort;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/// Who this gateway knows: verified descriptors, in memory and in the store behind it (PROTOCOL.md, section 4).
/// Thread-safe; lookups never wait for the store.
public final class Directory implements ParticipantsPort {

    /// More are refused.
    public static final int MAX_PARTICIPANTS = 10_000;

    private static final Logger LOG = Logger.getLogger(Directory.class);

    private record Known(Participant participant, Envelope descriptor) {}

    private final StoredParticipants store;
    private final InstantSource clock;
    private final SignatureVerifier verifier;
    private final ConcurrentNavigableMap<String, Known> known = new ConcurrentSkipListMap<>();

    public Directory(StoredParticipants store, InstantSource clock, SignatureVerifier verifier) {
        this.store = store;
        this.clock = clock;
        this.verifier = verifier;
    }

    /// Reads the store. A descriptor that does not verify is left out, so that its party is nobody here.
    public synchronized void load() {
        for (Stored stored : store.all()) {
            try {
                Participant participant = DirectoryWire.participant(stored.descriptor());
                DescriptorRules.kept(participant, stored.descriptor(), verifier).orThrow();
                known.put(participant.id(), new Known(participant, stored.descriptor()));
            } catch (RefusedException e) {
                LOG.errorf("the stored descriptor of %s is not believed: %s", stored.id(), e.getMessage());
            }
        }
    }

    public Optional<Participant> participant(String id) {
        return Optional.ofNullable(known.get(id)).map(Known::participant);
    }

    /// The utility of that id, if it is one that can be called.
    public Optional<Participant> utility(String id) {
        return participant(id)
                .filter(participant -> participant.role() == ParticipantRole.UTILITY)
                .filter(participant -> !participant.endpoint().isEmpty());
    }

    /// The descriptors of all utilities, ordered by id.
    public List<Envelope> utilities() {
        return known.values().stream()
                .filter(each -> each.participant().role() == ParticipantRole.UTILITY)
                .map(Known::descriptor)
                .toList();
    }

    /// One at a time: the store and the memory take the same descriptors in the same order.
    @Override
    public synchronized boolean put(Envelope descriptor) {
        Participant next = verified(descriptor);
        Known current = known.get(next.id());
        if (current != null && current.descriptor().digest().equals(descriptor.digest())) {
            return false;
        }
        if (current != null) {
            DescriptorRules.successor(current.participant(), next, clock.instant())
                    .orThrow();
        } else if (known.size() >= MAX_PARTICIPANTS) {
            throw new RefusedException(
                    Refusal.of(Reason.RESOURCE_EXHAUSTED, "", "more than " + MAX_PARTICIPANTS + " participants"));
        }
        // 1. Persist.
        store.put(next, descriptor, clock.instant());
        // 2. Take effect.
        known.put(next.id(), new Known(next, descriptor));
        return true;
    }

    @Override
    public List<Envelope> list(String afterId, int limit) {
        return known.tailMap(afterId, false).values().stream()
                .limit(limit)
                .map(Known::descriptor)
                .toList();
    }

    /// @throws RefusedException if it is malformed or not signed by the root key that it names
    Participant verified(Envelope descriptor) {
        Participant participant = DirectoryWire.participant(descriptor);
        DescriptorRules.descriptor(participant, descriptor, clock.instant(), verifier)
                .orThrow();
        return participant;
    }
}
