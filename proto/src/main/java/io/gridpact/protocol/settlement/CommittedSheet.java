package io.gridpact.protocol.settlement;

import io.gridpact.protocol.allocation.SheetKey;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.SparsePath;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.util.List;

/// A meter's sheet as its utility has committed it with the arbiter, verified once for all statuses of that meter and
/// window (PROTOCOL.md, sections 7 and 8.2).
public final class CommittedSheet {

    private final MeterWindowEvidence meter;
    private final SheetSummary summary;
    private final List<Digest> mapPath;

    private CommittedSheet(MeterWindowEvidence meter, SheetSummary summary, List<Digest> mapPath) {
        this.meter = meter;
        this.summary = summary;
        this.mapPath = mapPath;
    }

    /// Believes a sheet over exactly the meter's reading, by the profile's rule, that stands in the committed map at
    /// the one place that the meter has in it.
    ///
    /// @param mapPath of the first status that rests on it
    /// @param committed the utility's sheet root, whose signature and log receipt the caller has verified
    /// @param rule of the profile
    /// @return the sheet, or a refusal whose field is a path in `gridpact.status.v1.Status`, or begins with
    /// `sheet_root`
    public static Judged<CommittedSheet> verify(
            MeterWindowEvidence meter,
            SheetSummary summary,
            List<Digest> mapPath,
            SheetRoot committed,
            AllocationRule rule) {
        Verdict verdict = root(meter, committed)
                .then(() -> summary(meter, summary, rule))
                .then(() -> map(meter, summary, mapPath, committed));
        return Judged.of(verdict, () -> new CommittedSheet(meter, summary, List.copyOf(mapPath)));
    }

    private static Verdict root(MeterWindowEvidence meter, SheetRoot committed) {
        Direction direction = meter.reading().direction();
        if (!committed.utility().equals(meter.enrolment().utility())) {
            return refused("sheet_root.utility", "not the meter's");
        }
        if (committed.direction() != direction) {
            return refused("sheet_root.direction", "not the reading's");
        }
        if (!committed.windowStart().equals(meter.window().start())) {
            return refused("sheet_root.window_start_millis", "not the reading's");
        }
        boolean known =
                switch (direction) {
                    case INJECTION -> committed.revision() == SheetRoot.FIRST_REVISION;
                    case CONSUMPTION -> committed.revision() >= SheetRoot.FIRST_REVISION;
                };
        return known ? Verdict.accepted() : refused("sheet_root.revision", "there is no such revision");
    }

    private static Verdict summary(MeterWindowEvidence meter, SheetSummary summary, AllocationRule rule) {
        if (summary.rule() != rule) {
            return refused("sheet.rule", "not the profile's");
        }
        if (summary.readingWh() != meter.reading().energyWh()) {
            return refused("sheet.reading_wh", "not the sum of the readings");
        }
        return meter.isEstimatedBy(summary.wantedWh())
                ? Verdict.accepted()
                : refused("reading_digests", "an estimate that the fallback does not give");
    }

    private static Verdict map(
            MeterWindowEvidence meter, SheetSummary summary, List<Digest> mapPath, SheetRoot committed) {
        WindowReading reading = meter.reading();
        Digest key = SheetKey.of(
                committed.utility(),
                reading.meterKey(),
                reading.direction(),
                meter.window().start());
        boolean shown = mapPath.size() <= SparsePath.MAX_SIBLINGS
                && new SparsePath(mapPath).verify(key, summary.digest(reading.readingDigest()), committed.root());
        return shown ? Verdict.accepted() : refused("map_path", "the sheet is not the committed one");
    }

    public MeterWindowEvidence meter() {
        return meter;
    }

    public SheetSummary summary() {
        return summary;
    }

    /// From the map's root to this sheet. There is no other for this root and sheet.
    public List<Digest> mapPath() {
        return mapPath;
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }
}
