package io.gridpact.arbiter.member;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Descriptors and profiles in PostgreSQL.
@ApplicationScoped
public class PanacheMemberStore implements MemberStore, PanacheRepositoryBase<DescriptorRow, DescriptorRow.Key> {

    @Override
    @Transactional
    public List<StoredDescriptor> descriptors() {
        return find("order by key.participant, key.revision").stream()
                .map(row -> new StoredDescriptor(row.key.participant(), row.key.revision(), envelope(row.descriptor)))
                .toList();
    }

    @Override
    @Transactional
    public void addDescriptor(StoredDescriptor descriptor, Instant receivedAt) {
        persistAndFlush(new DescriptorRow(
                new DescriptorRow.Key(descriptor.participant(), descriptor.revision()),
                EnvelopeWire.encode(descriptor.descriptor()),
                receivedAt.toEpochMilli()));
    }

    @Override
    @Transactional
    @SuppressWarnings("unchecked")
    public List<LoggedRevocation> revocations() {
        List<Object[]> rows = getEntityManager()
                .createNativeQuery("select statement, logged_at_millis from log_entry where kind = 'REVOCATION' "
                        + "order by leaf_index")
                .getResultList();
        return rows.stream()
                .map(row -> new LoggedRevocation(
                        envelope((byte[]) row[0]), Instant.ofEpochMilli(((Number) row[1]).longValue())))
                .toList();
    }

    @Override
    @Transactional
    public Optional<Envelope> profile() {
        return getEntityManager()
                .createQuery("from ProfileRow order by id desc", ProfileRow.class)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(row -> envelope(row.profile));
    }

    @Override
    @Transactional
    public void addProfile(Envelope profile, Instant receivedAt) {
        getEntityManager().persist(new ProfileRow(EnvelopeWire.encode(profile), receivedAt.toEpochMilli()));
    }

    private static Envelope envelope(byte[] encoded) {
        return EnvelopeWire.parse(encoded, Fields.of(Reason.INTERNAL));
    }
}
