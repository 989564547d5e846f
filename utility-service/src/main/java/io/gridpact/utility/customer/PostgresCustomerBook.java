package io.gridpact.utility.customer;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.utility.ledger.LedgerFaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;

/// Reads customers from PostgreSQL, each question in one statement.
public final class PostgresCustomerBook implements CustomerBook {

    private final DataSource database;

    public PostgresCustomerBook(DataSource database) {
        this.database = database;
    }

    @Override
    public Standing standing(String customerId, String platform, KeyId meter, Direction direction) {
        String sql = """
                select exists (select from mandate d
                        where d.customer_id = c.customer_id and d.platform = ? and d.direction = ?) as mandated,
                    (select m.valid_from from meter m where m.key_id = ? and m.customer_id = c.customer_id
                        and case when ? = 'INJECTION' then m.injection else m.consumption end) as meter_valid_from
                from customer c where c.customer_id = ?""";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, platform);
            query.setString(2, direction.name());
            query.setBytes(3, meter.value().bytes());
            query.setString(4, direction.name());
            query.setString(5, customerId);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return new Standing(false, false, Optional.empty());
                }
                long validFrom = row.getLong("meter_valid_from");
                return new Standing(
                        true,
                        row.getBoolean("mandated"),
                        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(validFrom)));
            }
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }

    @Override
    public Remaining remaining(String customerId, String platform, Direction direction, Instant day) {
        String sql = """
                select
                    coalesce((select a.max_wh - a.used_wh from limit_account a where a.customer_id = k.customer_id
                            and a.platform = '' and a.direction = k.direction and a.day = k.day),
                        (select l.limit_wh_per_day from customer_limit l where l.customer_id = k.customer_id
                            and l.direction = k.direction), 0) as customer_wh,
                    coalesce((select a.max_wh - a.used_wh from limit_account a where a.customer_id = k.customer_id
                            and a.platform = k.platform and a.direction = k.direction and a.day = k.day),
                        (select m.limit_wh_per_day from mandate m where m.customer_id = k.customer_id
                            and m.platform = k.platform and m.direction = k.direction), 0) as mandate_wh
                from (values (?, ?, ?, ?)) as k (customer_id, platform, direction, day)""";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, customerId);
            query.setString(2, platform);
            query.setString(3, direction.name());
            query.setObject(4, LocalDate.ofInstant(day, ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Remaining(row.getLong("customer_wh"), row.getLong("mandate_wh"));
            }
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }
}
