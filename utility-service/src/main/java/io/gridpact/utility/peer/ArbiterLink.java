package io.gridpact.utility.peer;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The arbiter's log, as this utility uses it. What comes back has been verified.
public interface ArbiterLink {

    /// Submits statements.
    ///
    /// @return one result a statement, in their order
    /// @throws RefusedException where the arbiter cannot be reached, or answers what does not verify
    List<Submitted> submit(List<Envelope> statements);

    /// The highest revision of a sheet root in the log, or empty where there is none.
    Optional<SheetRevision> sheetRevision(String utility, Direction direction, Instant windowStart);

    /// Verifies that the log goes on from the checkpoint held and returns its last checkpoint.
    ///
    /// @param held the checkpoint held, a C2SP signed note, or empty where none is held
    /// @throws RefusedException INVALID_PROOF where the log contradicts the checkpoint held
    VerifiedCheckpoint checkpoint(String held);

    /// What became of a statement.
    sealed interface Submitted {

        Digest statement();

        /// It stands in the log.
        record Logged(LogReceipt receipt, Envelope envelope) implements Submitted {
            @Override
            public Digest statement() {
                return receipt.statement();
            }
        }

        /// The log does not take it.
        record Refused(Digest statement, Refusal refusal) implements Submitted {}
    }

    /// A sheet root's highest revision and the digest of the statement that committed it.
    record SheetRevision(long revision, Digest statement) {}

    /// A checkpoint whose signature, and consistency with the one held, have been verified.
    record VerifiedCheckpoint(long size, String note) {}
}
