package io.gridpact.arbiter.log;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.journal.SubmissionKey;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.RevocationWire;
import io.gridpact.protocol.wire.StatementWire;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Believes a statement, or refuses it: first the signature, then what it says.
final class ReadStatement {

    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private final SignatureVerifier verifier;
    private final Function<String, Optional<Participant>> directory;

    ReadStatement(SignatureVerifier verifier, Function<String, Optional<Participant>> directory) {
        this.verifier = verifier;
        this.directory = directory;
    }

    /// @throws RefusedException `SIGNATURE_INVALID` unless one key of the sender that is valid now signed it and it
    /// speaks for nobody else; `INVALID_REQUEST` with the field for anything else
    Submission read(Participant sender, Envelope envelope, Optional<NetworkProfile> profile, Instant now) {
        // What is beside the one signature would be stored without meaning anything.
        require(envelope.signatures().size() == 1, Reason.INVALID_REQUEST, "signatures", "not exactly one");
        require(
                sender.signed(envelope, now, verifier),
                Reason.SIGNATURE_INVALID,
                "signatures",
                "not of a key of the sender that is valid now");
        Submission submission = parse(sender.id(), envelope);
        requireKnown(submission.subject(), sender.id(), profile);
        return inTime(submission, profile, now);
    }

    /// What a statement says, believed or not.
    ///
    /// @throws RefusedException `SIGNATURE_INVALID` where it speaks for another than the sender; `INVALID_REQUEST`
    /// where it is malformed
    static Submission parse(String sender, Envelope envelope) {
        return switch (envelope.payloadType()) {
            case JournalRoot.PAYLOAD_TYPE -> minute(sender, StatementWire.journalRoot(envelope, AT), envelope);
            case PairDigest.PAYLOAD_TYPE -> agreed(sender, StatementWire.pairDigest(envelope, AT), envelope);
            case SheetRoot.PAYLOAD_TYPE -> sheet(sender, StatementWire.sheetRoot(envelope, AT), envelope);
            case SealingDeposit.PAYLOAD_TYPE ->
                deposit(sender, StatementWire.sealingDeposit(envelope, AT), envelope, Instant.MAX);
            case Participant.PAYLOAD_TYPE -> descriptor(sender, DirectoryWire.participant(envelope), envelope);
            case Revocation.PAYLOAD_TYPE -> revocation(sender, RevocationWire.revocation(envelope), envelope);
            default ->
                throw new RefusedException(
                        Refusal.of(Reason.INVALID_REQUEST, "payload_type", "not a statement for the log"));
        };
    }

    private static Submission minute(String sender, JournalRoot root, Envelope envelope) {
        requireSender(sender, root.utility());
        EntryKey key = new EntryKey(sender, LogEntryKind.JOURNAL_ROOT, SubmissionKey.journal(root.minute()));
        return submission(key, envelope, root.completeTo(), new Submission.Minute(root.minute()));
    }

    private static Submission agreed(String sender, PairDigest pair, Envelope envelope) {
        requireSender(sender, pair.utility());
        PairKey about = PairKey.of(pair.utility(), pair.peer(), pair.windowStart(), pair.stage(), pair.number());
        Submission.Agreed agreed = new Submission.Agreed(about, pair.agreed());
        return submission(EntryKeys.of(about, sender), envelope, pair.completeTo(), agreed);
    }

    private static Submission sheet(String sender, SheetRoot root, Envelope envelope) {
        requireSender(sender, root.utility());
        String text = SubmissionKey.sheet(root.direction(), root.windowStart(), root.revision());
        return submission(
                new EntryKey(sender, LogEntryKind.SHEET_ROOT, text),
                envelope,
                root.completeTo(),
                new Submission.Sheet(root.direction(), root.windowStart(), root.revision()));
    }

    /// @param countsUntil logged then or later it does not count
    static Submission deposit(String sender, SealingDeposit deposit, Envelope envelope, Instant countsUntil) {
        requireSender(sender, deposit.utility());
        String text = SubmissionKey.deposit(deposit.utility(), deposit.peer(), deposit.windowStart(), deposit.leaf());
        return submission(
                new EntryKey(sender, LogEntryKind.SEALING_DEPOSIT, text),
                envelope,
                deposit.completeTo(),
                new Submission.Deposit(countsUntil));
    }

    static Submission descriptor(String sender, Participant participant, Envelope envelope) {
        requireSender(sender, participant.id());
        String text = SubmissionKey.descriptor(participant.revision());
        return published(new EntryKey(sender, LogEntryKind.DESCRIPTOR, text), envelope);
    }

    static Submission revocation(String sender, Revocation revocation, Envelope envelope) {
        requireSender(sender, revocation.participant());
        String text = SubmissionKey.revocation(revocation.keyId());
        return published(new EntryKey(sender, LogEntryKind.REVOCATION, text), envelope);
    }

    private static Submission published(EntryKey key, Envelope envelope) {
        return submission(key, envelope, Instant.EPOCH, new Submission.Published());
    }

    /// What is said must be about utilities and windows that there are.
    private void requireKnown(Submission.Subject subject, String sender, Optional<NetworkProfile> profile) {
        switch (subject) {
            case Submission.Minute _, Submission.OutOfTime _ -> {}
            case Submission.Deposit deposit ->
                throw AT.refused("payload_type", "deposited with its proof, or not at all");
            case Submission.Published published ->
                throw AT.refused("payload_type", "published in the directory's log, or not at all");
            case Submission.Agreed agreed -> {
                PairKey pair = agreed.pair();
                String peer = pair.first().equals(sender) ? pair.second() : pair.first();
                require(isUtility(peer), Reason.INVALID_REQUEST, "peer", "not a utility known here");
                requireWindow(profile, pair.windowStart());
            }
            case Submission.Sheet sheet -> {
                requireWindow(profile, sheet.windowStart());
                require(
                        sheet.direction() != Direction.INJECTION || sheet.revision() == SheetRoot.FIRST_REVISION,
                        Reason.INVALID_REQUEST,
                        "revision",
                        "an injection sheet has one revision");
            }
        }
    }

    /// A member cannot fill the log with windows and minutes of any year.
    private static Submission inTime(Submission submission, Optional<NetworkProfile> profile, Instant now) {
        return switch (submission.subject()) {
            case Submission.Minute(Instant minute) -> inTime(submission, "minute_millis", minute, profile, now);
            case Submission.Agreed agreed ->
                inTime(submission, "window_start_millis", agreed.pair().windowStart(), profile, now);
            case Submission.Sheet sheet -> inTime(submission, "window_start_millis", sheet.windowStart(), profile, now);
            // A deposit is too late long before it is too old.
            case Submission.Deposit _, Submission.Published _, Submission.OutOfTime _ -> submission;
        };
    }

    private static Submission inTime(
            Submission submission, String field, Instant time, Optional<NetworkProfile> profile, Instant now) {
        boolean near = profile.map(known -> known.withinFinality(time, now))
                .orElseGet(() -> NetworkProfile.withinDefaultFinality(time, now));
        return near ? submission : submission.outOfTime(field);
    }

    private static Submission submission(
            EntryKey key, Envelope envelope, Instant completeTo, Submission.Subject subject) {
        return new Submission(key, envelope.digest(), EnvelopeWire.encode(envelope), completeTo, subject);
    }

    private boolean isUtility(String id) {
        return directory
                .apply(id)
                .filter(peer -> peer.role() == ParticipantRole.UTILITY)
                .isPresent();
    }

    private static void requireSender(String sender, String utility) {
        require(utility.equals(sender), Reason.SIGNATURE_INVALID, "utility", "not the utility that signed");
    }

    private static void requireWindow(Optional<NetworkProfile> profile, Instant windowStart) {
        boolean known = profile.isEmpty()
                || DeliveryWindow.isWindow(windowStart, profile.get().windowLength());
        require(known, Reason.INVALID_REQUEST, "window_start_millis", "not a window of the profile");
    }

    private static void require(boolean holds, Reason reason, String field, String description) {
        if (!holds) {
            throw new RefusedException(Refusal.of(reason, field, description));
        }
    }
}
