package io.gridpact.deploy.simulation;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.LedgerFaultException;

/// What a service's own work may come to where a disk or a link fails: it is tried again.
final class Tolerated {

    private Tolerated() {}

    /// @param amongLiars whether what others say may also not hold
    static boolean byItself(Throwable thrown, boolean amongLiars) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LedgerFaultException ledger) {
                return ledger.databaseAway();
            }
            if (cause instanceof RefusedException refused) {
                Reason reason = refused.refusal().reason();
                return amongLiars || reason == Reason.PEER_UNAVAILABLE || reason == Reason.UNAVAILABLE;
            }
            if (cause instanceof java.sql.SQLException) {
                return true;
            }
        }
        return false;
    }
}
