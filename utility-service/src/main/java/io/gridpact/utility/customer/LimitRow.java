package io.gridpact.utility.customer;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A customer's limit; written by the ledger's writer.
@Entity
@Immutable
@Table(name = "customer_limit")
public class LimitRow {

    @EmbeddedId
    public Key key = new Key();

    @Column(name = "limit_wh_per_day", nullable = false)
    public long limitWhPerDay;

    /// Customer and direction.
    @Embeddable
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1;

        @Column(name = "customer_id")
        public String customerId = "";

        public String direction = "";

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && customerId.equals(key.customerId) && direction.equals(key.direction);
        }

        @Override
        public int hashCode() {
            return Objects.hash(customerId, direction);
        }
    }
}
