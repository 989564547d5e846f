package io.gridpact.gateway.node;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/// Descriptors in PostgreSQL.
@ApplicationScoped
public class ParticipantStore implements StoredParticipants, PanacheRepositoryBase<ParticipantRow, String> {

    @Override
    @Transactional
    public List<Stored> all() {
        return listAll(Sort.by("id")).stream()
                .map(row -> new Stored(
                        row.id, row.revision, EnvelopeWire.parse(row.descriptor, Fields.of(Reason.INTERNAL))))
                .toList();
    }

    @Override
    @Transactional
    public void put(Participant participant, Envelope descriptor, Instant storedAt) {
        ParticipantRow row = findByIdOptional(participant.id()).orElseGet(() -> new ParticipantRow(participant.id()));
        row.role = participant.role().name();
        row.revision = participant.revision();
        row.digest = descriptor.digest().bytes();
        row.descriptor = EnvelopeWire.encode(descriptor);
        row.storedAtMillis = storedAt.toEpochMilli();
        persist(row);
    }
}
