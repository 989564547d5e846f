package io.gridpact.utility.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/// Up to when this utility has committed everything that it must (PROTOCOL.md, section 9): until then the arbiter
/// calls nobody's digest unpaired on its account.
@FunctionalInterface
public interface Watermark {

    /// @return `now`, or the earliest deadline that has passed with something of this utility still to commit
    Instant completeTo(Connection connection, Instant now) throws SQLException;
}
