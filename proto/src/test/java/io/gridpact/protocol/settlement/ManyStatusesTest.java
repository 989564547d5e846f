package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.allocation.AllocationRules;
import io.gridpact.protocol.allocation.Claim;
import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetKey;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.order.TradeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A meter with many trades: its readings and its sheet are verified once, then each status by its path alone.
class ManyStatusesTest {

    private static final int TRADES = 2_000;
    private static final long READING_WH = 1_500_000;

    @Tag("large")
    @Test
    void each_status_of_a_meter_is_verified_against_evidence_that_was_verified_once() {
        MeterWindowEvidence meter = meter();
        Sheet sheet = sheet();
        SheetSummary summary = sheet.summary(AllocationRule.FIFO, READING_WH);
        Digest key = SheetKey.of("north", AReading.METER, Direction.INJECTION, AWindow.WINDOW.start());
        SparseMerkleTree map =
                SparseMerkleTree.of(Map.of(key, summary.digest(meter.reading().readingDigest())));
        List<Digest> mapPath = map.path(key).siblings();
        SheetRoot root = new SheetRoot(
                key, "north", Direction.INJECTION, AWindow.WINDOW.start(), 1, map.root(), AWindow.WINDOW.end());

        CommittedSheet committed = CommittedSheet.verify(meter, summary, mapPath, root, AllocationRule.FIFO)
                .orThrow();

        for (int index = 0; index < TRADES; index++) {
            SheetLeaf leaf = sheet.leaf(index);
            Status status = new Status(
                    leaf.order(),
                    leaf.order(),
                    0,
                    TradeRole.SELLER,
                    leaf.allocatedWh(),
                    1_000,
                    meter.readingDigests(),
                    summary,
                    leaf.salt(),
                    sheet.path(index),
                    index,
                    mapPath);
            SideTerms terms = new SideTerms(
                    leaf.order(), 0, TradeRole.SELLER, "north", AReading.METER.id(), AWindow.WINDOW, 1_000, 1_000);
            assertThat(StatusRules.verify(status, terms, committed).isAccepted())
                    .isTrue();
        }
    }

    private static MeterWindowEvidence meter() {
        SigningKey key = new SigningKey(AReading.METER, AWindow.WINDOW.start(), AWindow.WINDOW.end());
        MeterEnrolment enrolment = new MeterEnrolment(
                AWindow.ORDER, "north", key, AWindow.ORDER, Set.of(Direction.INJECTION), AWindow.WINDOW.start());
        return MeterWindowEvidence.verify(
                        enrolment,
                        List.of(AReading.of(0, 60, READING_WH).signedBy(ReadingSigner.METER)),
                        Direction.INJECTION,
                        AWindow.WINDOW,
                        AWindow.READINGS_DUE)
                .orThrow();
    }

    private static Sheet sheet() {
        List<Claim> claims = new ArrayList<>();
        for (int number = 0; number < TRADES; number++) {
            claims.add(AWindow.claim(number, 1_000, 1_000));
        }
        List<SheetLeaf> leaves = AllocationRules.allocate(AllocationRule.FIFO, READING_WH, claims).stream()
                .map(line -> SheetLeaf.of(line, AWindow.salt(1)))
                .toList();
        return Sheet.of(leaves);
    }
}
