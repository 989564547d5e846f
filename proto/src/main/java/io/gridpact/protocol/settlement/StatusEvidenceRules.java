package io.gridpact.protocol.settlement;

import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Whether a deposited status answers a claim: what its recipient checks of a stream (section 8.2), of one status. The
/// arbiter judges by it, and by nothing else; every refusal is `INVALID_PROOF` with the field's path in
/// `gridpact.status.v1.ShownStatus`.
public final class StatusEvidenceRules {

    private final String arbiter;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;

    /// @param arbiter whose log counts
    /// @param directory participants by id
    public StatusEvidenceRules(
            String arbiter, Function<String, Optional<Participant>> directory, SignatureVerifier verifier) {
        this.arbiter = arbiter;
        this.directory = directory;
        this.verifier = verifier;
    }

    /// @param now for signatures on what bears no time
    public Verdict verify(StatusEvidence shown, StatusClaim claim, NetworkProfile profile, Instant now) {
        return claimed(shown, claim, profile)
                .then(() -> root(shown.root()))
                .then(() -> enrolment(shown.meter(), shown.root().root().utility(), profile, now))
                .then(() -> logged(shown.meter(), shown.root().root().utility()))
                .then(() -> require(
                        signedBy(claim.peer(), shown.statusEnvelope(), now),
                        "status.signatures",
                        "not signed by the side's utility"))
                .then(() -> status(shown, profile, now));
    }

    /// *Attack:* a status of another trade, or of the same one with another cap, answers for it.
    private static Verdict claimed(StatusEvidence shown, StatusClaim claim, NetworkProfile profile) {
        SheetRoot root = shown.root().root();
        boolean sameSide = root.utility().equals(claim.peer())
                && root.direction() == claim.direction()
                && root.windowStart().equals(claim.windowStart());
        return require(sameSide, "header.sheet_root", "not of the side whose status is claimed")
                .then(() -> require(
                        profile.windowAt(root.windowStart()).start().equals(root.windowStart()),
                        "header.window_start_millis",
                        "no window begins there"))
                .then(() -> require(
                        root.revision() == SheetRoot.FIRST_REVISION,
                        "header.sheet_root.revision",
                        "not the first sheet root of that side"))
                .then(() -> require(
                        StatusClaim.subject(shown.sideTerms(profile)).equals(claim.subject()),
                        "terms",
                        "another trade, or not the terms that were claimed"));
    }

    private Verdict root(StatusEvidence.Root shown) {
        Instant loggedAt = shown.receipt().loggedAt();
        return require(
                        covered(shown.root().utility(), shown.envelope(), loggedAt),
                        "header.sheet_root.signatures",
                        "not signed by the side's utility")
                .then(() -> require(
                        shown.receipt().arbiter().equals(arbiter)
                                && covered(arbiter, shown.receiptEnvelope(), loggedAt),
                        "header.log_receipt.signatures",
                        "not signed by the arbiter"))
                .then(() -> require(
                        shown.receipt().proves(LogEntry.of(shown.root(), loggedAt)),
                        "header.log_receipt",
                        "not for this sheet root"));
    }

    private Verdict enrolment(StatusEvidence.Meter meter, String utility, NetworkProfile profile, Instant now) {
        MeterEnrolment enrolment = meter.enrolment();
        Optional<Participant> signer = directory.apply(utility);
        if (signer.isEmpty()) {
            return require(false, "meter.enrolment.utility", "not known here");
        }
        Instant at = signedBy(utility, meter.enrolmentEnvelope(), now) ? now : enrolment.validFrom();
        return switch (DescriptorRules.enrolment(enrolment, meter.enrolmentEnvelope(), signer.get(), at, verifier)) {
            case Verdict.Refused(Refusal refusal) ->
                require(false, "meter.enrolment." + refusal.field(), refusal.description());
            case Verdict.Accepted ignored ->
                require(
                        profile.windowAt(enrolment.validFrom()).start().equals(enrolment.validFrom()),
                        "meter.enrolment.valid_from_millis",
                        "no window begins then");
        };
    }

    /// Each proof of when a reading was logged, under both signatures.
    private Verdict logged(StatusEvidence.Meter meter, String utility) {
        Verdict verdict = Verdict.accepted();
        for (int index = 0; index < meter.logged().size(); index++) {
            LoggedReading proof = meter.logged().get(index);
            String path = "meter.logged[" + index + "]";
            verdict = verdict.then(() -> at(path, proof.verify(utility)))
                    .then(() -> require(
                            covered(utility, proof.journalRoot(), proof.loggedAt()),
                            path + ".root.journal_root.signatures",
                            "not signed by the side's utility"))
                    .then(() -> require(
                            proof.minute().receipt().arbiter().equals(arbiter)
                                    && covered(arbiter, proof.logReceipt(), proof.loggedAt()),
                            path + ".root.log_receipt.signatures",
                            "not signed by the arbiter"));
        }
        return verdict;
    }

    private Verdict status(StatusEvidence shown, NetworkProfile profile, Instant now) {
        SideTerms terms = shown.sideTerms(profile);
        Map<Digest, Instant> loggedAt = new HashMap<>();
        shown.meter().logged().forEach(proof -> loggedAt.put(proof.reading(), proof.loggedAt()));
        List<SignedReading> signed = new ArrayList<>();
        for (int index = 0; index < shown.meter().readings().size(); index++) {
            Optional<SignedReading> reading = signed(shown, index, loggedAt, now);
            if (reading.isEmpty()) {
                return require(
                        false, "meter.readings[" + index + "].signatures", "neither the meter's nor its utility's");
            }
            signed.add(reading.get());
        }
        return at(
                "status",
                StatusRules.verify(
                        shown.status(),
                        terms,
                        shown.meter().enrolment(),
                        signed,
                        profile.deadlines().readingsDue(terms.window()),
                        shown.root().root(),
                        profile.allocationRule()));
    }

    private Optional<SignedReading> signed(
            StatusEvidence shown, int index, Map<Digest, Instant> loggedAt, Instant now) {
        Reading reading = shown.meter().readings().get(index);
        Envelope envelope = shown.meter().readingEnvelopes().get(index);
        boolean byMeter = envelope.signatures().stream()
                .anyMatch(signature ->
                        verifier.verify(shown.meter().enrolment().meterKey().key(), envelope, signature));
        if (byMeter) {
            return Optional.of(new SignedReading(reading, ReadingSigner.METER));
        }
        String utility = shown.root().root().utility();
        Optional<Instant> at = Optional.ofNullable(loggedAt.get(envelope.digest()));
        Instant covering = at.orElse(shown.root().receipt().loggedAt());
        return covered(utility, envelope, covering) || signedBy(utility, envelope, now)
                ? Optional.of(new SignedReading(reading, ReadingSigner.UTILITY, at))
                : Optional.empty();
    }

    private boolean signedBy(String party, Envelope envelope, Instant at) {
        return directory
                .apply(party)
                .filter(participant -> participant.signed(envelope, at, verifier))
                .isPresent();
    }

    /// @param at by the log's clock
    private boolean covered(String party, Envelope envelope, Instant at) {
        return directory
                .apply(party)
                .filter(participant -> participant.covering(at).signed(envelope, at, verifier))
                .isPresent();
    }

    private static Verdict at(String path, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> accepted;
            case Verdict.Refused(Refusal refusal) ->
                Verdict.refused(INVALID_PROOF, path + "." + refusal.field(), refusal.description());
        };
    }

    private static Verdict require(boolean holds, String field, String description) {
        return Verdict.require(holds, INVALID_PROOF, field, description);
    }
}
