package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Updates' rows within a transaction.
final class UpdateRows {

    private final Connection connection;

    UpdateRows(Connection connection) {
        this.connection = connection;
    }

    Optional<StoredUpdate> find(Digest update) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select " + StoredUpdate.COLUMNS + " from trade_update u where u.update_digest = ?")) {
            query.setBytes(1, update.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(StoredUpdate.read(row)) : Optional.empty();
            }
        }
    }

    Optional<PresentTrade> trade(Digest order) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PresentTrade.SELECT)) {
            query.setBytes(1, order.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(PresentTrade.read(row)) : Optional.empty();
            }
        }
    }

    /// As requested: whoever answers it says how it goes on. What is there stays.
    ///
    /// @return whether it is new
    boolean insert(NewUpdate item) throws SQLException {
        Update update = item.update();
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into trade_update (update_digest, order_digest, peer, revision, kind, reason, follows_window,
                    window_start, window_end, quantity_wh, decided_at, envelope, state, outage)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'REQUESTED', nullif(?, '')) on conflict do nothing""")) {
            insert.setBytes(1, update.digest().bytes());
            insert.setBytes(2, update.orderDigest().bytes());
            insert.setString(3, item.peer());
            insert.setLong(4, update.revision());
            insert.setString(5, update.kind().name());
            insert.setString(6, update.reason().name());
            insert.setLong(7, update.followsWindowStart().toEpochMilli());
            insert.setLong(8, update.window().start().toEpochMilli());
            insert.setLong(9, update.window().end().toEpochMilli());
            insert.setLong(10, update.quantityWh());
            insert.setLong(11, update.decidedAt().toEpochMilli());
            insert.setBytes(12, EnvelopeWire.encode(item.envelope()));
            insert.setString(13, item.outage());
            return insert.executeUpdate() == 1;
        }
    }
}
