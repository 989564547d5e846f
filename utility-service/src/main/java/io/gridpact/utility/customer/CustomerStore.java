package io.gridpact.utility.customer;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/// Reads all that the utility keeps of a customer, for its operator.
@ApplicationScoped
public class CustomerStore implements PanacheRepositoryBase<MeterRow, String> {

    /// Of each kind.
    private static final int MAX_ROWS = 1_000;

    private final EntityManager entities;

    public CustomerStore(EntityManager entities) {
        this.entities = entities;
    }

    record Entry(String customerId, List<MeterRow> meters, List<MandateRow> mandates, List<LimitRow> limits) {}

    /// @throws RefusedException UNKNOWN_CUSTOMER
    @Transactional
    Entry read(String customerId) {
        boolean known = !entities.createNativeQuery("select 1 from customer where customer_id = :id", Integer.class)
                .setParameter("id", customerId)
                .getResultList()
                .isEmpty();
        if (!known) {
            throw new RefusedException(
                    Refusal.of(Reason.UNKNOWN_CUSTOMER, "customer_id", "no customer of this utility"));
        }
        return new Entry(
                customerId,
                list("customerId", Sort.by("meterId"), customerId),
                rows(MandateRow.class, customerId),
                rows(LimitRow.class, customerId));
    }

    private <R> List<R> rows(Class<R> kind, String customerId) {
        return entities.createQuery("from " + kind.getSimpleName() + " where key.customerId = :id", kind)
                .setParameter("id", customerId)
                .setMaxResults(MAX_ROWS)
                .getResultList();
    }
}
