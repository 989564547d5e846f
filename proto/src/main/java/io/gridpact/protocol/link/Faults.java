package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// What a caller is told of something thrown: a refusal as it is, a database that is away as `UNAVAILABLE`, the rest as
/// `INTERNAL` and nothing more; the log gets the rest, once. A caller that went away is no fault.
public final class Faults {

    /// Causes deeper than this are not looked at.
    private static final int MAX_CAUSES = 16;

    private static final System.Logger LOG = System.getLogger(ErrorInterceptor.class.getName());

    /// For answers of a stream that carry their own errors.
    public static com.google.rpc.Status status(Throwable thrown, String method) {
        return RefusalStatus.statusOf(new Faults().explain(thrown, method))
                .orElseGet(() -> RefusalStatus.toStatus(Refusal.of(Reason.INTERNAL)));
    }

    StatusRuntimeException explain(Throwable thrown, String method) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof RefusedException refused) {
                if (refused.refusal().reason() == Reason.INTERNAL) {
                    // What is stored here cannot be read: which field of it is nobody's business but ours.
                    break;
                }
                return RefusalStatus.toException(refused.refusal());
            }
            if (cause instanceof StatusRuntimeException status) {
                Optional<com.google.rpc.Status> theirs = RefusalStatus.statusOf(status);
                if (theirs.isPresent()) {
                    return RefusalStatus.toException(theirs.get());
                }
                if (status.getStatus().getCode() == Status.Code.CANCELLED) {
                    return RefusalStatus.toException(RefusalStatus.byCode(Status.CANCELLED));
                }
            }
            if (databaseIsAway(cause) || cause instanceof RejectedExecutionException) {
                LOG.log(Level.WARNING, "{0}: unavailable: {1}", method, cause.toString());
                return RefusalStatus.toException(
                        Refusal.of(Reason.UNAVAILABLE, "", "the service cannot do its work at the moment"));
            }
            cause = cause.getCause();
        }
        LOG.log(Level.ERROR, method + ": a fault", thrown);
        return RefusalStatus.toException(Refusal.of(Reason.INTERNAL, "", "a fault of this service"));
    }

    /// Calls that break gRPC's own rules are closed by its stubs with INTERNAL; they are the caller's doing.
    static Optional<Refusal> misuseOf(@Nullable String description) {
        if (description == null) {
            return Optional.empty();
        }
        boolean misuse = description.equals("Half-closed without a request") || description.equals("Too many requests");
        return misuse ? Optional.of(Refusal.of(Reason.INVALID_REQUEST, "request", description)) : Optional.empty();
    }

    // SQL states of PostgreSQL: 08 connection, 53 resources, 57P shutting down or starting; 25006 a read-only standby.
    private static boolean databaseIsAway(Throwable cause) {
        if (cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLRecoverableException
                || cause instanceof SQLTimeoutException) {
            return true;
        }
        if (!(cause instanceof SQLException sql)) {
            return false;
        }
        String state = sql.getSQLState();
        if (state == null) {
            // The pool's own "Acquisition timeout" has no state.
            return true;
        }
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || state.equals("25006");
    }
}
