package io.gridpact.protocol.settlement;

import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.allocation.SheetRules;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.List;

/// What a side checks of the other's status before it believes the figure (PROTOCOL.md, section 8.2).
///
/// Signatures are the caller's matter: the status, the enrolment and the sheet root by the side's utility, the readings
/// by meter or utility, the log receipt by the arbiter.
public final class StatusRules {

    private StatusRules() {}

    /// Verifies one of many statuses that rest on a sheet that is verified already.
    ///
    /// @param terms what the verifier itself knows of that side
    /// @return accepted, or refused with `INVALID_PROOF` and the field of the status that is at fault
    public static Verdict verify(Status status, SideTerms terms, CommittedSheet sheet) {
        return trade(status, terms)
                .then(() -> meter(terms, sheet.meter()))
                .then(() -> references(status, sheet))
                .then(() ->
                        SheetRules.check(sheet.summary(), leaf(status, terms), status.leafIndex(), status.sheetPath()));
    }

    /// Verifies a buyer utility's status of a late line, on the sheet that serves late lines: its cap is the seller's
    /// figure, or less where the reading is used up.
    ///
    /// @param terms with what the late seller's side allocated as the cap
    /// @return accepted, or refused with `INVALID_PROOF` and the field of the status that is at fault
    public static Verdict verifyLate(Status status, SideTerms terms, CommittedSheet sheet) {
        SideTerms served = terms.cappedAt(status.capWh());
        boolean usedUp = status.sheet().allocatedWh() == status.sheet().readingWh();
        return Verdict.require(
                        status.capWh() == terms.capWh() || status.capWh() < terms.capWh() && usedUp,
                        Reason.INVALID_PROOF,
                        "cap_wh",
                        "neither the late figure nor all that was left of the reading")
                .then(() -> verify(status, served, sheet))
                .then(() -> Verdict.require(
                        status.allocatedWh() == Math.min(terms.contractWh(), status.capWh()),
                        Reason.INVALID_PROOF,
                        "allocated_wh",
                        "a late line is given its cap"));
    }

    /// Verifies a status that comes alone, with all that it rests on.
    ///
    /// @param committed the sheet root, whose signature and log receipt the caller has verified
    /// @param readingsDue the profile's deadline for the window's readings
    /// @param rule of the profile
    public static Verdict verify(
            Status status,
            SideTerms terms,
            MeterEnrolment enrolment,
            List<SignedReading> readings,
            Instant readingsDue,
            SheetRoot committed,
            AllocationRule rule) {
        Judged<MeterWindowEvidence> meter =
                MeterWindowEvidence.verify(enrolment, readings, terms.role().direction(), terms.window(), readingsDue);
        Judged<CommittedSheet> sheet =
                switch (meter) {
                    case Judged.Believed<MeterWindowEvidence>(MeterWindowEvidence evidence) ->
                        CommittedSheet.verify(evidence, status.sheet(), status.mapPath(), committed, rule);
                    case Judged.Refused<MeterWindowEvidence> refused -> new Judged.Refused<>(refused.refusal());
                };
        return switch (sheet) {
            case Judged.Believed<CommittedSheet>(CommittedSheet evidence) -> verify(status, terms, evidence);
            case Judged.Refused<CommittedSheet> refused -> new Verdict.Refused(refused.refusal());
        };
    }

    private static Verdict trade(Status status, SideTerms terms) {
        if (!status.order().equals(terms.order())) {
            return refused("order_digest", "another order");
        }
        if (status.revision() != terms.revision()) {
            return refused("revision", "another revision");
        }
        if (status.role() != terms.role()) {
            return refused("role", "the other side");
        }
        return status.capWh() == terms.capWh() ? Verdict.accepted() : refused("cap_wh", "another cap");
    }

    private static Verdict meter(SideTerms terms, MeterWindowEvidence meter) {
        boolean ordered = meter.enrolment().meterKey().key().id().equals(terms.meterKeyId())
                && meter.enrolment().utility().equals(terms.utility())
                && meter.reading().direction() == terms.role().direction()
                && meter.window().equals(terms.window());
        if (!ordered) {
            return refused("reading_digests", "of another meter, utility, direction or window than the order's");
        }
        return meter.enrolment().cannotSign() == terms.meterCannotSign()
                ? Verdict.accepted()
                : refused("reading_digests", "who signs the meter's readings is not what was attested");
    }

    private static Verdict references(Status status, CommittedSheet sheet) {
        if (!status.readings().equals(sheet.meter().readingDigests())) {
            return refused("reading_digests", "not the readings shown");
        }
        if (!status.sheet().equals(sheet.summary())) {
            return refused("sheet", "not the committed one");
        }
        if (!status.mapPath().equals(sheet.mapPath())) {
            return refused("map_path", "not the one way to the committed sheet");
        }
        return status.leafSalt().length == SheetLeaf.SALT_BYTES
                ? Verdict.accepted()
                : refused("leaf_salt", "not " + SheetLeaf.SALT_BYTES + " bytes");
    }

    /// The line as it must stand on the sheet: what it wanted follows from the verifier's own figures.
    private static SheetLeaf leaf(Status status, SideTerms terms) {
        long wantedWh = Math.min(terms.contractWh(), terms.capWh());
        return new SheetLeaf(status.order(), status.revision(), wantedWh, status.allocatedWh(), status.leafSalt());
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }
}
