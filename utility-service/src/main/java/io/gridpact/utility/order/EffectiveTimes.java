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

    private static final String UPDATE = """
            update trade t set
                seller_effective_at = coalesce(e.seller, t.seller_effective_at),
                buyer_effective_at = coalesce(e.buyer, t.buyer_effective_at),
                confirmed_at = case
                    when coalesce(e.seller, t.seller_effective_at) is null then null
                    when coalesce(e.buyer, t.buyer_effective_at) is null then null
                    else greatest(coalesce(e.seller, t.seller_effective_at), coalesce(e.buyer, t.buyer_effective_at))
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
