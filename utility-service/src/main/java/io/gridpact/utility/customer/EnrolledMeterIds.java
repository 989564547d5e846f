package io.gridpact.utility.customer;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.customer.EnrolCustomers.Meter;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which meters are enrolled already, so that one that comes again is told from one that contradicts it: a key belongs
/// to one meter, and a meter has one key.
final class EnrolledMeterIds {

    /// All that an enrolment says.
    private record Known(
            String meterId, String customerId, Set<Direction> directions, long validFromMillis, boolean cannotSign) {
        static Known of(Meter meter) {
            return new Known(
                    meter.meterId(),
                    meter.customerId(),
                    meter.directions(),
                    meter.validFrom().toEpochMilli(),
                    meter.cannotSign());
        }
    }

    private final Map<Digest, Known> byKey = new HashMap<>();
    private final Map<String, Digest> keyOf = new HashMap<>();

    private EnrolledMeterIds() {}

    /// @param meters of whose keys and ids it looks
    static EnrolledMeterIds among(Connection connection, List<Meter> meters) throws SQLException {
        EnrolledMeterIds enrolled = new EnrolledMeterIds();
        try (SqlBatch select = new SqlBatch(connection, """
                select m.key_id, m.meter_id, m.customer_id, m.injection, m.consumption, m.valid_from, m.cannot_sign
                from meter m
                where exists (select from unnest(?::bytea[], ?::text[]) as k (key_id, meter_id)
                    where m.key_id = k.key_id or m.meter_id = k.meter_id)""")) {
            meters.forEach(meter -> select.row(meter.key().id().value().bytes(), meter.meterId()));
            try (ResultSet row = select.query()) {
                while (row.next()) {
                    enrolled.put(Digest.of(row.getBytes(1)), known(row));
                }
            }
        }
        return enrolled;
    }

    /// @return whether it is a new one
    /// @throws RefusedException INVALID_REQUEST where its key or its id is another's
    boolean add(Meter meter) {
        Digest key = meter.key().id().value();
        Known known = byKey.get(key);
        if (known != null) {
            require(known.equals(Known.of(meter)), "meters.public_key", "enrolled with something else");
            return false;
        }
        require(!keyOf.containsKey(meter.meterId()), "meters.meter_id", "enrolled with another key");
        put(key, Known.of(meter));
        return true;
    }

    private void put(Digest key, Known known) {
        byKey.put(key, known);
        keyOf.put(known.meterId(), key);
    }

    private static Known known(ResultSet row) throws SQLException {
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        if (row.getBoolean("injection")) {
            directions.add(Direction.INJECTION);
        }
        if (row.getBoolean("consumption")) {
            directions.add(Direction.CONSUMPTION);
        }
        return new Known(
                row.getString("meter_id"),
                row.getString("customer_id"),
                directions,
                row.getLong("valid_from"),
                row.getBoolean("cannot_sign"));
    }

    private static void require(boolean holds, String field, String description) {
        if (!holds) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, field, description));
        }
    }
}
