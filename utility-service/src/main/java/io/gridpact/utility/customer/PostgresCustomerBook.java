package io.gridpact.utility.customer;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.utility.ledger.LedgerReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// Reads customers from PostgreSQL, each question in one statement.
public final class PostgresCustomerBook implements CustomerBook {

    private final LedgerReader reader;

    public PostgresCustomerBook(LedgerReader reader) {
        this.reader = reader;
    }

    @Override
    public Standing standing(String customerId, String platform, KeyId meter, Direction direction) {
        String sql = """
                select exists (select from mandate d
                        where d.customer_id = c.customer_id and d.platform = ? and d.direction = ?) as mandated,
                    (select m.valid_from from meter m where m.key_id = ? and m.customer_id = c.customer_id
                        and case when ? = 'INJECTION' then m.injection else m.consumption end) as meter_valid_from,
                    exists (select from meter m where m.key_id = ? and m.cannot_sign) as meter_cannot_sign
                from customer c where c.customer_id = ?""";
        return reader.first(
                        sql,
                        query -> {
                            query.setString(1, platform);
                            query.setString(2, direction.name());
                            query.setBytes(3, meter.value().bytes());
                            query.setString(4, direction.name());
                            query.setBytes(5, meter.value().bytes());
                            query.setString(6, customerId);
                        },
                        row -> {
                            long validFrom = row.getLong("meter_valid_from");
                            Optional<Instant> meterValidFrom =
                                    row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(validFrom));
                            return new Standing(
                                    true,
                                    row.getBoolean("mandated"),
                                    meterValidFrom,
                                    row.getBoolean("meter_cannot_sign"));
                        })
                .orElseGet(() -> new Standing(false, false, Optional.empty()));
    }

    @Override
    public Remaining remaining(String customerId, String platform, Direction direction, Instant day) {
        String sql = """
                select
                    coalesce((select greatest(0, a.max_wh - a.used_wh) from limit_account a where a.customer_id = k.customer_id
                            and a.platform = '' and a.direction = k.direction and a.day = k.day),
                        (select l.limit_wh_per_day from customer_limit l where l.customer_id = k.customer_id
                            and l.direction = k.direction), 0) as customer_wh,
                    coalesce((select greatest(0, a.max_wh - a.used_wh) from limit_account a where a.customer_id = k.customer_id
                            and a.platform = k.platform and a.direction = k.direction and a.day = k.day),
                        (select m.limit_wh_per_day from mandate m where m.customer_id = k.customer_id
                            and m.platform = k.platform and m.direction = k.direction), 0) as mandate_wh
                from (values (?, ?, ?, ?)) as k (customer_id, platform, direction, day)""";
        return reader.first(
                        sql,
                        query -> {
                            query.setString(1, customerId);
                            query.setString(2, platform);
                            query.setString(3, direction.name());
                            query.setObject(4, LocalDate.ofInstant(day, ZoneOffset.UTC));
                        },
                        row -> new Remaining(row.getLong("customer_wh"), row.getLong("mandate_wh")))
                .orElseThrow();
    }
}
