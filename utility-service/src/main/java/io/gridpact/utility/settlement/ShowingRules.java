package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.settlement.Judged;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.settlement.MeterWindowEvidence;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.peer.AgreementBook;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is checked of that on which a peer's statuses rest: the committed sheet root, enrolments and readings, each
/// under the signature of whose word it is (PROTOCOL.md, section 8.2). What does not hold is refused with
/// `INVALID_PROOF` and the field's path in `gridpact.status.v1.DeliverStatusesRequest`.
final class ShowingRules {

    private final String utility;
    private final Function<String, Optional<Participant>> directory;
    private final AgreementBook agreements;
    private final SignatureVerifier verifier;
    private final Clock clock;

    ShowingRules(
            String utility,
            Function<String, Optional<Participant>> directory,
            AgreementBook agreements,
            SignatureVerifier verifier,
            Clock clock) {
        this.utility = utility;
        this.directory = directory;
        this.agreements = agreements;
        this.verifier = verifier;
        this.clock = clock;
    }

    String utility() {
        return utility;
    }

    /// @throws RefusedException NO_AGREEMENT, or INVALID_PROOF with the field
    ShownRoot root(String peer, Instant windowStart, Envelope statement, Envelope receiptEnvelope) {
        Agreement agreement = agreements
                .between(utility, peer)
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
        NetworkProfile profile = agreements.profile(agreement.profileDigest()).orElseThrow();
        SheetRoot root = StatementWire.sheetRoot(statement, proof("header.sheet_root"));
        require(root.utility().equals(peer), "header.sheet_root.utility", "not the sender's");
        require(root.windowStart().equals(windowStart), "header.window_start_millis", "not the sheet root's");
        require(
                profile.windowAt(windowStart).start().equals(windowStart),
                "header.window_start_millis",
                "no window begins there");
        LogReceipt receipt = StatementWire.logReceipt(receiptEnvelope, proof("header.log_receipt"));
        require(
                signedBy(peer, statement, receipt.loggedAt()),
                "header.sheet_root.signatures",
                "not signed by the sender");
        require(
                receipt.arbiter().equals(agreement.arbiter())
                        && signedBy(agreement.arbiter(), receiptEnvelope, receipt.loggedAt()),
                "header.log_receipt.signatures",
                "not signed by the arbiter");
        require(receipt.proves(LogEntry.of(root, receipt.loggedAt())), "header.log_receipt", "not for this sheet root");
        return new ShownRoot(
                root,
                statement,
                receiptEnvelope,
                receipt.loggedAt(),
                profile.allocationRule(),
                isOverdue(root, receipt.loggedAt(), profile));
    }

    private static boolean isOverdue(SheetRoot root, Instant loggedAt, NetworkProfile profile) {
        StatusDeadlines due = StatusDeadlines.unmoved(profile.deadlines(), profile.windowAt(root.windowStart()));
        return root.revision() == SheetRoot.FIRST_REVISION
                && LateRules.punctuality(root.direction(), loggedAt, due) != Punctuality.ON_TIME;
    }

    /// @throws RefusedException INVALID_PROOF with the field
    ShownMeter meter(
            String peer,
            ShownRoot shown,
            DeliveryWindow window,
            Envelope enrolmentEnvelope,
            List<Envelope> readings,
            List<LoggedReading> proofs) {
        MeterEnrolment enrolment = DirectoryWire.enrolment(enrolmentEnvelope, proof("meter.enrolment"));
        Participant sender = directory.apply(peer).orElseThrow();
        // By a key that was valid then, or that is now: a utility signs anew what a key that it has revoked had signed.
        Instant at = signedBy(peer, enrolmentEnvelope) ? clock.instant() : enrolment.validFrom();
        if (DescriptorRules.enrolment(enrolment, enrolmentEnvelope, sender, at, verifier)
                instanceof Verdict.Refused(Refusal refusal)) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_PROOF, "meter.enrolment." + refusal.field(), refusal.description()));
        }
        require(
                window(peer, enrolment.validFrom()).start().equals(enrolment.validFrom()),
                "meter.enrolment.valid_from_millis",
                "no window begins then");
        Map<Digest, LoggedReading> logged = logged(peer, proofs);
        List<SignedReading> signed = new ArrayList<>(readings.size());
        for (int index = 0; index < readings.size(); index++) {
            String path = "meter." + Fields.element("readings", index);
            Optional<Instant> loggedAt = Optional.ofNullable(
                            logged.get(readings.get(index).digest()))
                    .map(LoggedReading::loggedAt);
            signed.add(reading(peer, shown.loggedAt(), enrolment, readings.get(index), loggedAt, path));
        }
        Judged<MeterWindowEvidence> evidence = MeterWindowEvidence.verify(
                enrolment, signed, shown.root().direction(), window, readingsDue(peer, window));
        return new ShownMeter(believed(evidence, "meter"), enrolmentEnvelope, readings, logged);
    }

    /// Readings that the peer's journal holds, by digest; each proof under both signatures.
    private Map<Digest, LoggedReading> logged(String peer, List<LoggedReading> proofs) {
        Map<Digest, LoggedReading> logged = HashMap.newHashMap(proofs.size());
        String arbiter = agreements.between(utility, peer).orElseThrow().arbiter();
        for (int index = 0; index < proofs.size(); index++) {
            LoggedReading proof = proofs.get(index);
            String path = "meter." + Fields.element("logged", index);
            if (proof.verify(peer) instanceof Verdict.Refused(Refusal refusal)) {
                throw refused(path, refusal);
            }
            require(
                    signedBy(peer, proof.journalRoot(), proof.loggedAt()),
                    path + ".root.journal_root.signatures",
                    "not signed by the sender");
            require(
                    proof.minute().receipt().arbiter().equals(arbiter)
                            && signedBy(arbiter, proof.logReceipt(), proof.loggedAt()),
                    path + ".root.log_receipt.signatures",
                    "not signed by the arbiter");
            require(logged.put(proof.reading(), proof) == null, path, "given twice");
        }
        return logged;
    }

    private Instant readingsDue(String peer, DeliveryWindow window) {
        return agreements
                .profileWith(utility, peer)
                .map(profile -> profile.deadlines().readingsDue(window))
                .orElseThrow();
    }

    /// Whether one of the party's signing keys that is valid now has signed: what bears no time, as it comes.
    boolean signedBy(String party, Envelope envelope) {
        return directory
                .apply(party)
                .filter(participant -> participant.signed(envelope, clock.instant(), verifier))
                .isPresent();
    }

    /// @param at by the log's clock: when the sheet root that covers it was logged
    private boolean signedBy(String party, Envelope envelope, Instant at) {
        return directory
                .apply(party)
                .filter(participant -> participant.covering(at).signed(envelope, at, verifier))
                .isPresent();
    }

    NetworkProfile profile(String peer) {
        return agreements.profileWith(utility, peer).orElseThrow();
    }

    DeliveryWindow window(String peer, Instant windowStart) {
        return agreements
                .profileWith(utility, peer)
                .map(profile -> profile.windowAt(windowStart))
                .orElseThrow();
    }

    /// @param at when the sheet root was logged, which covers the estimates
    /// @param loggedAt when the reading was, where that is proved
    private SignedReading reading(
            String peer,
            Instant at,
            MeterEnrolment enrolment,
            Envelope envelope,
            Optional<Instant> loggedAt,
            String path) {
        Reading reading = ReadingWire.parse(envelope, enrolment.meterKey().key(), proof(path));
        boolean byMeter = envelope.signatures().stream()
                .anyMatch(signature -> verifier.verify(enrolment.meterKey().key(), envelope, signature));
        if (byMeter) {
            return new SignedReading(reading, ReadingSigner.METER);
        }
        require(
                signedBy(peer, envelope, loggedAt.orElse(at)) || signedBy(peer, envelope),
                path + ".signatures",
                "signed neither by the meter nor by its utility");
        return new SignedReading(reading, ReadingSigner.UTILITY, loggedAt);
    }

    static <T> T believed(Judged<T> judged, String path) {
        return switch (judged) {
            case Judged.Believed<T>(T evidence) -> evidence;
            case Judged.Refused<T>(Refusal refusal) -> throw refused(path, refusal);
        };
    }

    static RefusedException refused(String path, Refusal refusal) {
        return new RefusedException(Refusal.of(refusal.reason(), path + "." + refusal.field(), refusal.description()));
    }

    static Fields proof(String path) {
        return new Fields(Reason.INVALID_PROOF, path);
    }

    static void require(boolean holds, String field, String description) {
        if (!holds) {
            throw new RefusedException(Refusal.of(Reason.INVALID_PROOF, field, description));
        }
    }
}
