package io.gridpact.utility.peer;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Follows the arbiter's log from checkpoint to checkpoint and raises an alarm where it contradicts itself
/// (PROTOCOL.md, section 9).
public final class FollowLog {

    private static final Logger LOG = Logger.getLogger(FollowLog.class);

    private final ArbiterLink arbiter;
    private final CheckpointBook book;
    private final AtomicBoolean contradicted = new AtomicBoolean();

    public FollowLog(ArbiterLink arbiter, CheckpointBook book) {
        this.arbiter = arbiter;
        this.book = book;
    }

    /// Fetches the last checkpoint, verifies that it continues the one held, and keeps it.
    public void follow() {
        try {
            book.keep(arbiter.checkpoint(book.last()));
        } catch (RefusedException refused) {
            if (refused.refusal().reason() == Reason.INVALID_PROOF) {
                contradicted.set(true);
                LOG.error("the arbiter's log contradicts the checkpoint held: keep both as evidence");
            }
        }
    }

    /// Whether the log has ever contradicted a checkpoint held.
    public boolean contradicted() {
        return contradicted.get();
    }
}
