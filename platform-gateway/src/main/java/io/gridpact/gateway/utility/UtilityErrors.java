package io.gridpact.gateway.utility;

import com.google.rpc.Status;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;

/// What a utility's errors are to the platform: its own refusals as they are, silence as `PEER_UNAVAILABLE`.
final class UtilityErrors {

    private UtilityErrors() {}

    static RuntimeException passedOn(RuntimeException error) {
        return RefusalStatus.statusOf(error)
                .<RuntimeException>map(RefusalStatus::toException)
                .orElseGet(() -> new RefusedException(RefusalStatus.refusalOf(error), error));
    }

    static Status statusOf(Throwable error) {
        return RefusalStatus.statusOf(error).orElseGet(() -> RefusalStatus.toStatus(RefusalStatus.refusalOf(error)));
    }

    /// A status from within an answer; one that is not of the documented kind says nothing to a platform.
    static Status documented(Status theirs) {
        return RefusalStatus.refusalOf(theirs).isPresent()
                ? theirs
                : RefusalStatus.toStatus(Refusal.of(Reason.INTERNAL, "", "the utility gave no documented reason"));
    }
}
