package io.gridpact.utility.ledger;

import java.sql.SQLException;

/// The database did not do what the ledger asked of it. Nothing of the change was written.
public final class LedgerFaultException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String sqlState;

    public LedgerFaultException(SQLException cause) {
        super(cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /// Whether the database cannot be reached or is shutting down (SQLSTATE classes 08 and 57), so that trying again
    /// later may help.
    public boolean databaseAway() {
        return sqlState.isEmpty()
                || sqlState.startsWith("08")
                || sqlState.startsWith("57")
                || sqlState.startsWith("53");
    }
}
