package io.gridpact.utility.metering;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Reads the enrolments of this utility's meters.
public final class EnrolledMeters {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "enrolment");

    private EnrolledMeters() {}

    /// Those of these meters that are enrolled here.
    public static Map<KeyId, EnrolledMeter> find(Connection connection, Collection<KeyId> meters) throws SQLException {
        Map<KeyId, EnrolledMeter> found = HashMap.newHashMap(meters.size());
        try (SqlBatch select =
                new SqlBatch(connection, "select key_id, enrolment from meter where key_id = any (?::bytea[])")) {
            meters.forEach(meter -> select.row(meter.value().bytes()));
            try (ResultSet rows = select.query()) {
                while (rows.next()) {
                    byte[] envelope = rows.getBytes(2);
                    found.put(
                            new KeyId(Digest.of(rows.getBytes(1))),
                            new EnrolledMeter(
                                    DirectoryWire.enrolment(EnvelopeWire.parse(envelope, STORED), STORED), envelope));
                }
            }
        }
        return found;
    }

    /// Their signed enrolments, as they were signed; validates nothing anew.
    public static Map<KeyId, byte[]> envelopes(Connection connection, Collection<KeyId> meters) throws SQLException {
        return columns(connection, meters, "enrolment");
    }

    /// Their encoded public keys.
    public static Map<KeyId, byte[]> keys(Connection connection, Collection<KeyId> meters) throws SQLException {
        return columns(connection, meters, "public_key");
    }

    private static Map<KeyId, byte[]> columns(Connection connection, Collection<KeyId> meters, String column)
            throws SQLException {
        Map<KeyId, byte[]> found = HashMap.newHashMap(meters.size());
        try (SqlBatch select =
                new SqlBatch(connection, "select key_id, " + column + " from meter where key_id = any (?::bytea[])")) {
            meters.forEach(meter -> select.row((Object) meter.value().bytes()));
            try (ResultSet rows = select.query()) {
                while (rows.next()) {
                    found.put(new KeyId(Digest.of(rows.getBytes(1))), rows.getBytes(2));
                }
            }
        }
        return found;
    }
}
