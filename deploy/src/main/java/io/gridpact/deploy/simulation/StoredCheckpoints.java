package io.gridpact.deploy.simulation;

import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.peer.CheckpointStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/// The last checkpoint held, on the simulated disk.
final class StoredCheckpoints extends CheckpointStore {

    private final String arbiter;
    private final DataSource disk;

    StoredCheckpoints(NodeConfig config, DataSource disk) {
        super(config);
        this.arbiter = config.arbiter();
        this.disk = disk;
    }

    @Override
    public String last() {
        try (Connection connection = disk.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select note from checkpoint where arbiter = ?")) {
            query.setString(1, arbiter);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }

    @Override
    public void keep(ArbiterLink.VerifiedCheckpoint checkpoint) {
        try (Connection connection = disk.getConnection();
                PreparedStatement upsert = connection.prepareStatement("""
                        insert into checkpoint (arbiter, size, note) values (?, ?, ?)
                        on conflict (arbiter) do update set size = excluded.size, note = excluded.note
                        where checkpoint.size <= excluded.size""")) {
            upsert.setString(1, arbiter);
            upsert.setLong(2, checkpoint.size());
            upsert.setString(3, checkpoint.note());
            upsert.executeUpdate();
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
