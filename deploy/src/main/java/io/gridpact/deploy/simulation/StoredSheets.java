package io.gridpact.deploy.simulation;

import io.gridpact.arbiter.log.LoggedSheet;
import io.gridpact.arbiter.log.SheetStore;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/// Which sheet roots are logged, on the arbiter's simulated disk.
final class StoredSheets extends SheetStore {

    private static final String HIGHEST = """
            select revision, leaf_index, statement_digest from sheet_root
            where utility = ? and direction = ? and window_start_millis = ?
                and (utility = ? or exists (select from pair_standing p where p.first_utility = ?
                    and p.second_utility = ? and p.window_start_millis = sheet_root.window_start_millis))
            order by revision desc limit 1""";

    private final DataSource disk;

    StoredSheets(DataSource disk) {
        this.disk = disk;
    }

    @Override
    public Optional<LoggedSheet> highest(String asker, String utility, Direction direction, Instant windowStart) {
        boolean sorted = asker.compareTo(utility) <= 0;
        try (Connection connection = disk.getConnection();
                PreparedStatement query = connection.prepareStatement(HIGHEST)) {
            query.setString(1, utility);
            query.setString(2, direction.name());
            query.setLong(3, windowStart.toEpochMilli());
            query.setString(4, asker);
            query.setString(5, sorted ? asker : utility);
            query.setString(6, sorted ? utility : asker);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new LoggedSheet(
                                utility,
                                direction,
                                windowStart,
                                row.getLong(1),
                                row.getLong(2),
                                Digest.of(row.getBytes(3))))
                        : Optional.empty();
            }
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
