package io.gridpact.utility.peer;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationRules;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.RevocationWire;
import java.util.Optional;
import java.util.function.Function;

/// Takes what was published in the arbiter's log, by whomever it is brought: a descriptor that follows the one in
/// force,
/// a revocation. The root key's signature and the arbiter's receipt are all that count (PROTOCOL.md, section 4).
public final class TakeDocuments {

    /// Where descriptors and revocations are kept, in force at once.
    public interface Directory extends Function<String, Optional<Participant>> {

        /// @return whether anything changed
        boolean put(Envelope descriptor);

        /// @return whether it was new
        boolean revoke(Revocation revocation, LogReceipt receipt, Envelope signed, Envelope signedReceipt);
    }

    private final String arbiter;
    private final Directory directory;
    private final LogReceipts receipts;
    private final SignatureVerifier verifier;

    public TakeDocuments(String arbiter, Directory directory, LogReceipts receipts, SignatureVerifier verifier) {
        this.arbiter = arbiter;
        this.directory = directory;
        this.receipts = receipts;
        this.verifier = verifier;
    }

    /// @return whether it was new; false also for a revocation of a participant, or of a key, that is not known here,
    /// of which nothing would be believed anyway
    /// @throws RefusedException SIGNATURE_INVALID, INVALID_REQUEST or INVALID_PROOF with the field
    public boolean revocation(Envelope envelope, Envelope receiptEnvelope) {
        Revocation revocation = RevocationWire.revocation(envelope);
        LogReceipt receipt = receipts.verified(arbiter, envelope, receiptEnvelope);
        Optional<Participant> participant = directory.apply(revocation.participant());
        if (participant.isEmpty() || !participant.get().keys().has(revocation.keyId())) {
            return false;
        }
        RevocationRules.revocation(revocation, envelope, participant.get(), receipt.loggedAt(), verifier)
                .orThrow();
        return directory.revoke(revocation, receipt, envelope, receiptEnvelope);
    }

    /// @return whether it is in force now and was not before; false where it follows nothing that is known here
    /// @throws RefusedException SIGNATURE_INVALID, INVALID_REQUEST or INVALID_PROOF with the field
    public boolean descriptor(Envelope envelope, Envelope receiptEnvelope) {
        Participant next = DirectoryWire.participant(envelope);
        LogReceipt ignored = receipts.verified(arbiter, envelope, receiptEnvelope);
        Optional<Participant> current = directory.apply(next.id());
        return current.isPresent() && next.revision() > current.get().revision() && directory.put(envelope);
    }

    /// Whichever of the two it is.
    ///
    /// @throws RefusedException as above; INVALID_PROOF where it is neither
    public boolean document(Envelope envelope, Envelope receipt) {
        return switch (envelope.payloadType()) {
            case Participant.PAYLOAD_TYPE -> descriptor(envelope, receipt);
            case Revocation.PAYLOAD_TYPE -> revocation(envelope, receipt);
            default ->
                throw new RefusedException(Refusal.of(
                        Reason.INVALID_PROOF, "document.payload_type", "neither a descriptor nor a revocation"));
        };
    }
}
