package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LoggedTime;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Since when attestations count as logged, and with both `confirmed_at`, the later (PROTOCOL.md, section 5).
final class EffectiveTimes {

    /// @param seller of the seller utility's attestation, or null where not known from here
    /// @param buyer of the buyer utility's, or null where not known from here
    record Row(
            Digest order,
            @Nullable Instant seller,
            @Nullable Instant buyer) {

        /// Of two proofs for one trade the earlier counts.
        Row earlier(Row other) {
            return new Row(order, earlier(seller, other.seller), earlier(buyer, other.buyer));
        }

        private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.isBefore(other) ? one : other;
        }
    }

    // The earliest that is shown before delivery counts. After it what is known stays: a place in the allocation does
    // not change because a peer shows another proof later.
    private static final String UPDATE = """
            update trade t set
                seller_effective_at = n.seller,
                buyer_effective_at = n.buyer,
                confirmed_at = case when n.seller is null or n.buyer is null then null
                    else greatest(n.seller, n.buyer) end
            from (
                select o.order_digest,
                    case when o.state = 'DELIVERED' then coalesce(o.seller_effective_at, e.seller)
                        else least(o.seller_effective_at, e.seller) end as seller,
                    case when o.state = 'DELIVERED' then coalesce(o.buyer_effective_at, e.buyer)
                        else least(o.buyer_effective_at, e.buyer) end as buyer
                from unnest(?::bytea[], ?::bigint[], ?::bigint[]) as e (order_digest, seller, buyer)
                join trade o on o.order_digest = e.order_digest) n
            where t.order_digest = n.order_digest and t.state in ('PENDING', 'SEALED', 'DELIVERED')""";

    private EffectiveTimes() {}

    static Instant of(long claimedMillis, long loggedMillis, Instant gateClosure) {
        return LoggedTime.effective(
                Instant.ofEpochMilli(claimedMillis), Instant.ofEpochMilli(loggedMillis), gateClosure);
    }

    static void store(LedgerTransaction transaction, List<Row> rows) throws SQLException {
        try (SqlBatch update = new SqlBatch(transaction.connection(), UPDATE)) {
            for (Row row : rows) {
                update.row(row.order().bytes(), millis(row.seller()), millis(row.buyer()));
            }
            update.update();
        }
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
