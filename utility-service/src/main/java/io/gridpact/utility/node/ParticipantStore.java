package io.gridpact.utility.node;

import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.KeyHistory;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The directory: descriptors in force with all that is known of each participant's keys, in the database and in
/// memory, because TLS handshakes ask it. Only this process writes them, so both are the same.
@ApplicationScoped
public class ParticipantStore implements PanacheRepositoryBase<ParticipantRow, String>, ParticipantsPort {

    private static final int BEFORE_EVERYTHING_ELSE = 1;

    private final SignatureVerifier verifier;
    private final NodeClock clock;
    private final Map<String, Participant> inForce = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    public ParticipantStore(SignatureVerifier verifier, NodeClock clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    /// The descriptor in force of that participant, from memory.
    public Optional<Participant> participant(String participantId) {
        return Optional.ofNullable(inForce.get(participantId));
    }

    /// Grows with each that changes.
    public long changes() {
        return changes.get();
    }

    private void inForce(Participant participant) {
        inForce.put(participant.id(), participant);
        changes.incrementAndGet();
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
            inForce.put(participant.id(), participant.with(keys(participant)));
        }
    }

    /// All that is known of its keys: by earlier descriptors, and what was revoked.
    private KeyHistory keys(Participant participant) {
        KeyHistory keys = KeyHistory.of(List.of());
        for (EarlierDescriptorRow row : getEntityManager()
                .createQuery(
                        "from EarlierDescriptorRow where participant = ?1 order by revision",
                        EarlierDescriptorRow.class)
                .setParameter(1, participant.id())
                .getResultList()) {
            keys = keys.with(DirectoryWire.participant(envelope(row.descriptor)).signingKeys());
        }
        keys = keys.with(participant.signingKeys());
        for (RevocationRow row : getEntityManager()
                .createQuery("from RevocationRow where participant = ?1", RevocationRow.class)
                .setParameter(1, participant.id())
                .getResultList()) {
            keys = keys.revoked(new KeyId(Digest.of(row.keyId)), Instant.ofEpochMilli(row.loggedAt));
        }
        return keys;
    }

    /// A revocation that has been believed: kept, and in force at once.
    ///
    /// @param loggedAt the log's time of it
    /// @return whether it was new
    public synchronized boolean revoke(Revocation revocation, Instant loggedAt, Envelope signed, Envelope receipt) {
        Participant participant = inForce.get(revocation.participant());
        if (participant == null || participant.keys().revoked().containsKey(revocation.keyId())) {
            return false;
        }
        // 1. Persist. 2. In force.
        StoreTransaction.run(() -> {
            RevocationRow row = new RevocationRow();
            row.id = revocation.participant() + "|" + revocation.keyId().hex();
            row.participant = revocation.participant();
            row.keyId = revocation.keyId().value().bytes();
            row.loggedAt = loggedAt.toEpochMilli();
            row.revocation = EnvelopeWire.encode(signed);
            row.logReceipt = EnvelopeWire.encode(receipt);
            getEntityManager().persist(row);
        });
        inForce(participant.revoked(revocation.keyId(), loggedAt));
        return true;
    }

    /// How far what that arbiter has published is read; -1 for nothing yet.
    public long directoryCursor(String arbiter) {
        return StoreTransaction.call(() -> {
            DirectoryCursorRow row = getEntityManager().find(DirectoryCursorRow.class, arbiter);
            return row == null ? -1L : row.leafIndex;
        });
    }

    /// It is read up to that leaf.
    public void moveDirectoryCursor(String arbiter, long leafIndex) {
        StoreTransaction.run(() -> {
            DirectoryCursorRow row = new DirectoryCursorRow();
            row.arbiter = arbiter;
            row.leafIndex = leafIndex;
            DirectoryCursorRow ignored = getEntityManager().merge(row);
        });
    }

    /// One at a time; in memory only once it is committed.
    @Override
    public synchronized boolean put(Envelope descriptor) {
        Participant participant = DirectoryWire.participant(descriptor);
        DescriptorRules.descriptor(participant, descriptor, clock.instant(), verifier)
                .orThrow();
        boolean changed = StoreTransaction.call(() -> store(participant, descriptor));
        if (changed) {
            Participant before = inForce.get(participant.id());
            inForce(before == null ? participant : participant.after(before));
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
            Participant before = inForce.getOrDefault(participant.id(), DirectoryWire.participant(envelope(row)));
            DescriptorRules.successor(before, participant, clock.instant()).orThrow();
            keepEarlier(row);
        }
        row.role = participant.role().name();
        row.revision = participant.revision();
        row.descriptor = encoded;
        persist(row);
        return true;
    }

    private void keepEarlier(ParticipantRow row) {
        EarlierDescriptorRow earlier = new EarlierDescriptorRow();
        earlier.id = row.id + "|" + row.revision;
        earlier.participant = row.id;
        earlier.revision = row.revision;
        earlier.descriptor = row.descriptor;
        getEntityManager().persist(earlier);
    }

    @Override
    @Transactional
    public List<Envelope> list(String afterId, int limit) {
        return find("id > ?1", Sort.by("id"), afterId).page(0, limit).stream()
                .map(ParticipantStore::envelope)
                .toList();
    }

    private static Envelope envelope(ParticipantRow row) {
        return envelope(row.descriptor);
    }

    private static Envelope envelope(byte[] descriptor) {
        return EnvelopeWire.parse(descriptor, new Fields(Reason.INTERNAL, "descriptor"));
    }
}
