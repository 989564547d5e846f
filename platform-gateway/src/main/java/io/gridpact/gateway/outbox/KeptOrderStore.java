package io.gridpact.gateway.outbox;

import io.gridpact.protocol.hash.Digest;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/// Kept orders in PostgreSQL.
@ApplicationScoped
public class KeptOrderStore implements KeptOrders, PanacheRepositoryBase<KeptOrderRow, String> {

    /// One after the other, so that no bound is passed by two at once.
    private static final String LOCK = "select 1 from (select pg_advisory_xact_lock(7205759403792793)) l";

    private static final String INSERT = """
            insert into kept_order (order_digest, platform, utility, request, until_millis, kept_at_millis)
            select ?1, ?2, ?3, ?4, ?5, ?6
            where (select count(*) from kept_order where platform = ?2) < ?7
                and (select count(*) from kept_order) < ?8
            on conflict do nothing""";

    @Override
    @Transactional
    public boolean keep(KeptOrder order, Instant now) {
        getEntityManager().createNativeQuery(LOCK).getSingleResult();
        int inserted = getEntityManager()
                .createNativeQuery(INSERT)
                .setParameter(1, order.order().hex())
                .setParameter(2, order.platform())
                .setParameter(3, order.utility())
                .setParameter(4, order.request().toByteArray())
                .setParameter(5, order.until().toEpochMilli())
                .setParameter(6, now.toEpochMilli())
                .setParameter(7, MAX_OF_PLATFORM)
                .setParameter(8, MAX_OF_ALL)
                .executeUpdate();
        return inserted == 1 || count("orderDigest", order.order().hex()) == 1;
    }

    @Override
    @Transactional
    public List<String> utilities() {
        return getEntityManager()
                .createQuery("select distinct k.utility from KeptOrderRow k order by k.utility", String.class)
                .getResultList();
    }

    @Override
    @Transactional
    public List<KeptOrder> of(String utility, int max) {
        return find("utility = ?1 order by keptAtMillis, orderDigest", utility).page(0, max).list().stream()
                .map(KeptOrderRow::order)
                .toList();
    }

    @Override
    @Transactional
    public void remove(Digest order) {
        delete("orderDigest", order.hex());
    }

    @Override
    @Transactional
    public int removeExpired(Instant now) {
        return Math.toIntExact(delete("untilMillis <= ?1", now.toEpochMilli()));
    }

    @Override
    @Transactional
    public long size() {
        return count();
    }
}
