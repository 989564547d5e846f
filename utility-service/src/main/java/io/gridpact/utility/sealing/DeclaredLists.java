package io.gridpact.utility.sealing;

import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import io.gridpact.utility.pairing.SettledLists;
import java.sql.Connection;
import java.sql.SQLException;

/// What stands behind a pair digest of this utility.
final class DeclaredLists {

    private DeclaredLists() {}

    static SealedLists.Members members(Connection connection, PairKey key) throws SQLException {
        return switch (key.stage()) {
            case SEALED -> SealedLists.members(connection, key.peer(), key.windowStart(), key.number());
            case SETTLED -> SettledLists.members(connection, key.peer(), key.windowStart(), key.number());
        };
    }
}
