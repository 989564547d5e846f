package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetNode;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusRulesTest {

    private static final Consumer<AWindow> NOTHING = window -> {};
    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);

    /// @param before what the utility does otherwise than it should
    /// @param after what it shows otherwise than it committed
    record Situation(String name, AWindow window, Consumer<AWindow> before, Consumer<AWindow> after, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        return Stream.of(believed(), ofAnotherTrade(), badReadings(), badEnrolments(), badSheets(), badRoots())
                .flatMap(List::stream);
    }

    private static List<Situation> believed() {
        return List.of(
                committed("a seller's status", AWindow.ofSeller(), NOTHING, "accepted"),
                committed("a buyer's status", AWindow.ofBuyer(), NOTHING, "accepted"),
                committed(
                        "the only line of the only meter",
                        AWindow.ofSeller(),
                        window -> {
                            window.claims = window.claims.subList(1, 2);
                            window.otherMeters = 0;
                        },
                        "accepted"),
                committed(
                        "pro rata",
                        AWindow.ofSeller(),
                        window -> {
                            window.rule = AllocationRule.PRO_RATA;
                            window.profileRule = AllocationRule.PRO_RATA;
                        },
                        "accepted"),
                committed(
                        "nothing injected where nothing was measured",
                        AWindow.ofSeller(),
                        window -> {
                            estimate(window, AReading.of(0, 60, 0));
                        },
                        "accepted"),
                committed(
                        "a half measured and a half estimated",
                        AWindow.ofSeller(),
                        window -> {
                            window.readings = List.of(
                                    AReading.of(0, 30, 4_000),
                                    AReading.of(30, 60, 0).quality(ReadingQuality.ESTIMATED));
                            window.signers = List.of(ReadingSigner.METER, ReadingSigner.UTILITY);
                        },
                        "accepted"),
                committed(
                        "all consumed where nothing was measured",
                        AWindow.ofBuyer(),
                        window -> {
                            estimate(window, AReading.of(0, 60, 6_000).of(Direction.CONSUMPTION));
                        },
                        "accepted"),
                committed(
                        "a second revision of a consumption sheet",
                        AWindow.ofBuyer(),
                        window -> {
                            window.rootRevision = 2;
                        },
                        "accepted"));
    }

    private static void estimate(AWindow window, AReading estimate) {
        window.readings = List.of(estimate.quality(ReadingQuality.ESTIMATED));
        window.signers = List.of(ReadingSigner.UTILITY);
    }

    private static List<Situation> ofAnotherTrade() {
        return List.of(
                shown(
                        "defect another order",
                        window -> {
                            window.leaf = leaf(window, AWindow.order(3), 0, 2_000, window.leaf.salt());
                        },
                        "order_digest"),
                shown(
                        "defect another revision",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 1, 2_000, window.leaf.salt());
                        },
                        "revision"),
                shown("defect the other role", window -> window.role = TradeRole.BUYER, "role"),
                shown("defect another cap", window -> window.capWh = 3_999, "cap_wh"),
                new Situation(
                        "defect a buyer that ignores its cap",
                        AWindow.ofBuyer(),
                        window -> {
                            window.capWh = 4_000;
                            window.claims = List.of(AWindow.claim(2, 4_000, 4_000));
                        },
                        NOTHING,
                        "INVALID_PROOF cap_wh"),
                new Situation(
                        "defect a buyer that allocates above its cap",
                        AWindow.ofBuyer(),
                        window -> {
                            window.claims = List.of(AWindow.claim(2, 4_000, 4_000));
                        },
                        NOTHING,
                        "INVALID_PROOF allocated_wh"),
                new Situation(
                        "defect a seller that caps itself",
                        AWindow.ofSeller(),
                        window -> {
                            window.claims = List.of(AWindow.claim(1, 5_000, 5_000), AWindow.claim(2, 4_000, 1_500));
                        },
                        NOTHING,
                        "INVALID_PROOF sheet_path"),
                shown(
                        "defect more than was allocated",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 0, 2_001, window.leaf.salt());
                        },
                        "sheet_path"),
                shown(
                        "defect less than was allocated",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 0, 1_999, window.leaf.salt());
                        },
                        "sheet_path"),
                new Situation(
                        "defect a meter that is not the order's",
                        AWindow.ofSeller(),
                        window -> {
                            window.meter = AReading.meter(2);
                            window.readings = List.of(AReading.of(0, 60, 7_000).of(window.meter));
                            window.signers = List.of(ReadingSigner.METER);
                        },
                        NOTHING,
                        "INVALID_PROOF reading_digests"),
                new Situation(
                        "defect a utility that is not the order's",
                        AWindow.ofSeller(),
                        window -> {
                            window.utility = "east";
                            window.rootUtility = "east";
                        },
                        NOTHING,
                        "INVALID_PROOF reading_digests"));
    }

    private static List<Situation> badReadings() {
        AReading whole = AReading.of(0, 60, 7_000);
        return List.of(
                shown(
                        "defect readings in another order",
                        window -> {
                            window.readingDigests = window.readingDigests.reversed();
                        },
                        "reading_digests"),
                shown(
                        "defect a reading too few",
                        window -> {
                            window.readingDigests = window.readingDigests.subList(0, 1);
                        },
                        "reading_digests"),
                shown(
                        "defect another reading",
                        window -> {
                            window.readingDigests = List.of(window.readingDigests.getFirst(), AWindow.ORDER);
                        },
                        "reading_digests"),
                shown(
                        "defect readings with a gap",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(31, 60, 3_000));
                        },
                        "readings"),
                shown(
                        "defect readings that overlap",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(29, 60, 3_000));
                        },
                        "readings"),
                shown(
                        "defect readings that end early",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(30, 59, 3_000));
                        },
                        "readings"),
                shown(
                        "defect a register that jumps",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).registers(14_001, 17_001));
                        },
                        "readings"),
                shown(
                        "defect a register that does not add up",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).registers(14_000, 17_001));
                        },
                        "readings[1].register_end_wh"),
                shown(
                        "defect other readings than the committed ones",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).salt(5));
                            window.readingDigests = digests(window);
                        },
                        "map_path"),
                shown(
                        "defect a sum that is not the readings'",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(30, 60, 3_001));
                            window.readingDigests = digests(window);
                        },
                        "sheet.reading_wh"),
                shown(
                        "defect a reading of another meter",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).of(AReading.meter(2)));
                        },
                        "readings[1].meter_public_key"),
                shown(
                        "defect a reading of the other direction",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).of(Direction.CONSUMPTION));
                        },
                        "readings[1].direction"),
                shown(
                        "defect a utility's own word for a meter's",
                        window -> {
                            window.signers = List.of(ReadingSigner.METER, ReadingSigner.UTILITY);
                        },
                        "readings[1].quality"),
                committed(
                        "defect an estimate by the meter",
                        AWindow.ofSeller(),
                        window -> {
                            window.readings = List.of(AReading.of(0, 60, 0).quality(ReadingQuality.ESTIMATED));
                            window.signers = List.of(ReadingSigner.METER);
                        },
                        "INVALID_PROOF readings[0].quality"),
                committed(
                        "defect an estimate of something injected",
                        AWindow.ofSeller(),
                        window -> {
                            estimate(window, whole);
                        },
                        "INVALID_PROOF reading_digests"),
                committed(
                        "defect an estimate of less consumed",
                        AWindow.ofBuyer(),
                        window -> {
                            estimate(window, AReading.of(0, 60, 5_999).of(Direction.CONSUMPTION));
                        },
                        "INVALID_PROOF reading_digests"));
    }

    private static List<Digest> digests(AWindow window) {
        return window.readings.stream()
                .map(reading -> reading.envelope().digest())
                .toList();
    }

    private static List<Situation> badEnrolments() {
        return List.of(
                shown(
                        "defect not enrolled for the direction",
                        window -> {
                            window.directions = Set.of(Direction.CONSUMPTION);
                        },
                        "enrolment.directions"),
                shown(
                        "defect enrolled within the window",
                        window -> {
                            window.enrolledFrom = AReading.minute(0).plusMillis(1);
                        },
                        "enrolment"),
                shown(
                        "defect a meter key that ends within the window",
                        window -> {
                            window.keyUntil = AReading.minute(60).minusMillis(1);
                        },
                        "enrolment"));
    }

    private static List<Situation> badSheets() {
        return List.of(
                committed(
                        "defect another rule than the profile's",
                        AWindow.ofSeller(),
                        window -> {
                            window.rule = AllocationRule.PRO_RATA;
                        },
                        "INVALID_PROOF sheet.rule"),
                shown(
                        "defect another sheet root",
                        window -> {
                            window.summary = summary(window, AWindow.ORDER, 9_000, 2);
                        },
                        "map_path"),
                shown(
                        "defect another sum of what is wanted",
                        window -> {
                            window.summary = summary(window, window.summary.root(), 9_001, 2);
                        },
                        "map_path"),
                shown(
                        "defect another number of lines",
                        window -> {
                            window.summary = summary(window, window.summary.root(), 9_000, 3);
                        },
                        "map_path"),
                shown(
                        "defect another salt",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 0, 2_000, AWindow.salt(77));
                        },
                        "sheet_path"),
                shown("defect another place", window -> window.leafIndex = 0, "sheet_path"),
                shown("defect a place beyond the sheet", window -> window.leafIndex = 2, "leaf_index"),
                shown(
                        "defect a sibling with another sum",
                        window -> {
                            SheetNode sibling = window.sheetPath.getFirst();
                            window.sheetPath = List.of(new SheetNode(sibling.hash(), 5_001, 5_000));
                        },
                        "sheet_path"),
                shown("defect no path", window -> window.sheetPath = List.of(), "sheet_path"));
    }

    private static List<Situation> badRoots() {
        return List.of(
                shown(
                        "defect a shorter way through the map",
                        window -> {
                            window.mapPath = window.mapPath.subList(0, window.mapPath.size() - 1);
                        },
                        "map_path"),
                shown(
                        "defect a longer way through the map",
                        window -> {
                            List<Digest> longer = new ArrayList<>(window.mapPath);
                            longer.add(SparseMerkleTree.EMPTY);
                            window.mapPath = longer;
                        },
                        "map_path"),
                shown("defect a map that was not committed", window -> window.mapRoot = AWindow.ORDER, "map_path"),
                shown(
                        "defect a second sheet for the same meter",
                        window -> {
                            window.commitMap(AWindow.order(5));
                        },
                        "map_path"),
                shown("defect another utility's root", window -> window.rootUtility = "east", "sheet_root.utility"),
                shown(
                        "defect the other direction's root",
                        window -> {
                            window.rootDirection = Direction.CONSUMPTION;
                        },
                        "sheet_root.direction"),
                shown(
                        "defect another window's root",
                        window -> {
                            window.rootWindow = AReading.minute(-60);
                        },
                        "sheet_root.window_start_millis"),
                shown(
                        "defect a second revision of an injection sheet",
                        window -> {
                            window.rootRevision = 2;
                        },
                        "revision"));
    }

    private static Situation committed(String name, AWindow window, Consumer<AWindow> before, String outcome) {
        return new Situation(name, window, before, NOTHING, outcome);
    }

    private static Situation shown(String name, Consumer<AWindow> after, String field) {
        return new Situation(name, AWindow.ofSeller(), NOTHING, after, "INVALID_PROOF " + field);
    }

    private static SheetLeaf leaf(AWindow window, Digest order, long revision, long allocatedWh, byte[] salt) {
        return new SheetLeaf(order, revision, window.leaf.wantedWh(), allocatedWh, salt);
    }

    private static SheetSummary summary(AWindow window, Digest root, long wantedWh, long leafCount) {
        return new SheetSummary(window.rule, 7_000, root, wantedWh, 7_000, leafCount);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        AWindow window = situation.window();
        situation.before().accept(window);
        window.commit();
        situation.after().accept(window);

        String outcome = outcome(window);

        assertThat(outcome).isEqualTo(situation.outcome());
        SideTerms terms = window.terms;
        VectorFile file = VectorFile.of(situation.name())
                .with("order", terms.order())
                .with("revision", terms.revision())
                .with("role", terms.role())
                .with("utility", terms.utility())
                .with("meter_key_id", terms.meterKeyId())
                .with("window", terms.window().start(), terms.window().end())
                .with("contract_wh", terms.contractWh())
                .with("cap_wh", terms.capWh())
                .with("rule", window.profileRule)
                .with("enrolment", (Object) window.enrolment().payload());
        for (int index = 0; index < window.readings.size(); index++) {
            file.with(
                    "reading",
                    window.signers.get(index),
                    window.readings.get(index).payload());
        }
        file.with("sheet_root", (Object) window.sheetRoot().payload())
                .with("status", (Object) window.status().payload())
                .with("outcome", outcome)
                .check("status", situation.name());
    }

    /// From the bytes, as a counterparty would.
    private static String outcome(AWindow window) {
        try {
            MeterEnrolment enrolment = DirectoryWire.enrolment(window.enrolment(), PROOF);
            List<SignedReading> readings = new ArrayList<>();
            for (int index = 0; index < window.readings.size(); index++) {
                Envelope envelope = window.readings.get(index).envelope();
                Reading reading =
                        ReadingWire.parse(envelope, enrolment.meterKey().key(), PROOF);
                readings.add(new SignedReading(reading, window.signers.get(index)));
            }
            Verdict verdict = StatusRules.verify(
                    StatusWire.parse(window.status()),
                    window.terms,
                    enrolment,
                    readings,
                    StatementWire.sheetRoot(window.sheetRoot(), PROOF),
                    window.profileRule);
            return VectorFile.outcome(verdict);
        } catch (RefusedException refused) {
            return VectorFile.outcome(new Verdict.Refused(refused.refusal()));
        }
    }
}
