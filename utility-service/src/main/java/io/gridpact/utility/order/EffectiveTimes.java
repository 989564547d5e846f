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
            @Nullable Instant buyer) {}

    // What is known stays: a place in the allocation does not change because a peer shows another proof later.
    private static final String UPDATE = """
            update trade t set
                seller_effective_at = coalesce(t.seller_effective_at, e.seller),
                buyer_effective_at = coalesce(t.buyer_effective_at, e.buyer),
                confirmed_at = case
                    when coalesce(t.seller_effective_at, e.seller) is null then null
                    when coalesce(t.buyer_effective_at, e.buyer) is null then null
                    else greatest(coalesce(t.seller_effective_at, e.seller), coalesce(t.buyer_effective_at, e.buyer))
                end
            from unnest(?::bytea[], ?::bigint[], ?::bigint[]) as e (order_digest, seller, buyer)
            where t.order_digest = e.order_digest and t.state in ('PENDING', 'SEALED', 'DELIVERED')""";

    private EffectiveTimes() {}

    static Instant of(long claimedMillis, long loggedMillis) {
        return LoggedTime.effective(Instant.ofEpochMilli(claimedMillis), Instant.ofEpochMilli(loggedMillis));
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
