package io.gridpact.utility.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.utility.ledger.LedgerReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// Builds the map of all sheets of a round (PROTOCOL.md, section 7).
final class SheetMap {

    private SheetMap() {}

    static SparseMerkleTree of(Connection connection, Round round) throws SQLException {
        Map<Digest, Digest> sheets = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select sheet_key, sheet_digest from sheet where window_start = ? and direction = ?"
                        + " and revision = ?")) {
            query.setLong(1, round.startMillis());
            query.setString(2, round.direction().name());
            query.setLong(3, round.revision());
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    sheets.put(Digest.of(rows.getBytes(1)), Digest.of(rows.getBytes(2)));
                }
            }
        }
        return SparseMerkleTree.of(sheets);
    }
}
