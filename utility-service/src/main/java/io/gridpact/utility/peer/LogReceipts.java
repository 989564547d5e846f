package io.gridpact.utility.peer;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.RevocationWire;
import io.gridpact.protocol.wire.StatementWire;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Verifies the arbiter's receipts, our own and those that peers show (PROTOCOL.md, section 9).
public final class LogReceipts {

    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;

    public LogReceipts(Function<String, Optional<Participant>> directory, SignatureVerifier verifier) {
        this.directory = directory;
        this.verifier = verifier;
    }

    /// The receipt, if that arbiter signed it for exactly this statement.
    ///
    /// @throws RefusedException SIGNATURE_INVALID or INVALID_PROOF with the field
    public LogReceipt verified(String arbiter, Envelope statement, Envelope envelope) {
        LogReceipt receipt = StatementWire.logReceipt(envelope, new Fields(Reason.INVALID_PROOF, "log_receipt"));
        boolean signed = receipt.arbiter().equals(arbiter)
                && directory
                        .apply(arbiter)
                        .filter(participant -> participant.role() == ParticipantRole.ARBITER)
                        .filter(participant -> participant.signed(envelope, receipt.loggedAt(), verifier))
                        .isPresent();
        if (!signed) {
            throw new RefusedException(
                    Refusal.of(Reason.SIGNATURE_INVALID, "log_receipt", "not signed by the arbiter"));
        }
        if (!receipt.proves(entry(statement, receipt.loggedAt()))) {
            throw new RefusedException(Refusal.of(Reason.INVALID_PROOF, "log_receipt", "not for this statement"));
        }
        return receipt;
    }

    private static LogEntry entry(Envelope statement, Instant loggedAt) {
        Fields at = new Fields(Reason.INVALID_PROOF, "statement");
        return switch (statement.payloadType()) {
            case JournalRoot.PAYLOAD_TYPE -> LogEntry.of(StatementWire.journalRoot(statement, at), loggedAt);
            case PairDigest.PAYLOAD_TYPE -> LogEntry.of(StatementWire.pairDigest(statement, at), loggedAt);
            case SheetRoot.PAYLOAD_TYPE -> LogEntry.of(StatementWire.sheetRoot(statement, at), loggedAt);
            case SealingDeposit.PAYLOAD_TYPE -> LogEntry.of(StatementWire.sealingDeposit(statement, at), loggedAt);
            case Revocation.PAYLOAD_TYPE -> LogEntry.of(RevocationWire.revocation(statement, at), loggedAt);
            case Participant.PAYLOAD_TYPE ->
                LogEntry.of(DirectoryWire.participant(statement, at), statement.digest(), loggedAt);
            default -> throw at.refused("payload_type", "nothing that the arbiter logs");
        };
    }
}
