package io.gridpact.utility.grid;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Says on which feeder meters are, all or none. Schedules of windows that are past follow: it is where meters hang
/// now.
public final class PlaceMeters {

    private final LedgerWriter writer;

    public PlaceMeters(LedgerWriter writer) {
        this.writer = writer;
    }

    /// @param feederByMeter at least one; `""` for none
    /// @return how many meters are on another feeder now
    /// @throws RefusedException UNKNOWN_METER where one is none of this utility's: then nothing changes
    public int place(Map<String, String> feederByMeter) {
        return writer.write(PlaceStep.INSTANCE, Map.copyOf(feederByMeter));
    }

    private enum PlaceStep implements LedgerStep<Map<String, String>, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Map<String, String>> items) throws SQLException {
            List<Integer> changed = new ArrayList<>(items.size());
            for (Map<String, String> item : items) {
                changed.add(place(transaction, item));
            }
            return changed;
        }

        private static int place(LedgerTransaction transaction, Map<String, String> feederByMeter) throws SQLException {
            requireKnown(transaction, feederByMeter);
            try (SqlBatch update = new SqlBatch(transaction.connection(), """
                    update meter m set feeder = n.feeder
                    from unnest(?::text[], ?::text[]) as n (meter_id, feeder)
                    where m.meter_id = n.meter_id and m.feeder <> n.feeder""")) {
                feederByMeter.forEach(update::row);
                return update.update();
            }
        }

        private static void requireKnown(LedgerTransaction transaction, Map<String, String> feederByMeter)
                throws SQLException {
            Map<String, String> unknown = new HashMap<>(feederByMeter);
            try (SqlBatch select = new SqlBatch(
                    transaction.connection(), "select meter_id from meter where meter_id = any (?::text[])")) {
                feederByMeter.keySet().forEach(select::row);
                try (ResultSet rows = select.query()) {
                    while (rows.next()) {
                        unknown.remove(rows.getString(1));
                    }
                }
            }
            if (!unknown.isEmpty()) {
                throw new RefusedException(
                        Refusal.of(Reason.UNKNOWN_METER, "meters.meter_id", "no meter of this utility"));
            }
        }
    }
}
