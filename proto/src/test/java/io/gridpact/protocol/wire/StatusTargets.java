package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.allocation.SheetNode;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.pairing.ListComparison;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.pairing.PairList;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.pairing.RangeSummary;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.settlement.StatusRules;
import io.gridpact.status.v1.CompareListsResponse;
import io.gridpact.status.v1.StatusPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a peer shows after delivery, every part of which it may have made up and signed itself.
final class StatusTargets {

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);
    private static final Instant WINDOW = Instant.parse("2026-06-01T12:00:00Z");

    private StatusTargets() {}

    static Stream<HostileTarget> all() {
        return Stream.of(
                evidence(TradeRole.SELLER, "a-seller's-status"),
                evidence(TradeRole.BUYER, "a-buyer's-status"),
                comparison());
    }

    /// A page that holds enrolment, sheet root, status, and readings in place of statuses: one message for all of it.
    private static HostileTarget evidence(TradeRole role, String honest) {
        String file = "status/" + honest + ".txt";
        SideTerms terms = terms(file, role);
        AllocationRule rule = AllocationRule.valueOf(VectorFile.value(file, "rule"));
        List<byte[]> seeds = PayloadTargets.files("status").stream()
                .filter(seed -> VectorFile.value(seed, "role").equals(role.name()))
                .map(StatusTargets::page)
                .toList();
        return new HostileTarget(
                "evidence-of-a-" + role.name().toLowerCase(java.util.Locale.ROOT),
                seeds,
                List.of(
                        StatusPage.getDefaultInstance(),
                        io.gridpact.status.v1.Status.getDefaultInstance(),
                        io.gridpact.status.v1.Reading.getDefaultInstance(),
                        io.gridpact.arbiter.v1.SheetRoot.getDefaultInstance(),
                        io.gridpact.directory.v1.MeterEnrolment.getDefaultInstance()),
                bytes -> {
                    List<Envelope> shown = StatusPageWire.parse(bytes, PROOF);
                    PROOF.require(shown.size() >= 4, "statuses", "too few");
                    MeterEnrolment enrolment = DirectoryWire.enrolment(shown.get(0), PROOF);
                    Status status = StatusWire.parse(shown.get(2), PROOF);
                    StatusRules.verify(
                                    status,
                                    terms,
                                    enrolment,
                                    readings(shown.subList(3, shown.size()), enrolment),
                                    terms.window().end(),
                                    StatementWire.sheetRoot(shown.get(1), PROOF),
                                    rule)
                            .orThrow();
                    assertBelievable(status, terms);
                });
    }

    /// Whatever is believed says what section 12 of the protocol promises.
    private static void assertBelievable(Status status, SideTerms terms) {
        assertThat(status.order()).isEqualTo(terms.order());
        assertThat(status.allocatedWh()).isBetween(0L, Math.min(terms.contractWh(), terms.capWh()));
        long othersWh =
                status.sheetPath().stream().mapToLong(SheetNode::allocatedWh).sum();
        assertThat(status.allocatedWh() + othersWh)
                .isEqualTo(Math.min(status.sheet().readingWh(), status.sheet().wantedWh()));
    }

    private static List<SignedReading> readings(List<Envelope> envelopes, MeterEnrolment enrolment) {
        List<SignedReading> readings = new ArrayList<>();
        for (Envelope envelope : envelopes) {
            Reading reading = ReadingWire.parse(envelope, enrolment.meterKey().key(), PROOF);
            boolean estimate = reading.quality() == ReadingQuality.ESTIMATED;
            readings.add(new SignedReading(reading, estimate ? ReadingSigner.UTILITY : ReadingSigner.METER));
        }
        return readings;
    }

    private static SideTerms terms(String file, TradeRole role) {
        List<String> window = VectorFile.values(file, "window").getFirst();
        return new SideTerms(
                Digest.ofHex(VectorFile.value(file, "order")),
                Long.parseLong(VectorFile.value(file, "revision")),
                role,
                VectorFile.value(file, "utility"),
                new KeyId(Digest.ofHex(VectorFile.value(file, "meter_key_id"))),
                new DeliveryWindow(instant(window.getFirst()), instant(window.getLast())),
                Long.parseLong(VectorFile.value(file, "contract_wh")),
                Long.parseLong(VectorFile.value(file, "cap_wh")));
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private static byte[] page(String file) {
        StatusPage.Builder page = StatusPage.newBuilder();
        add(page, MeterEnrolment.PAYLOAD_TYPE, VectorFile.value(file, "enrolment"));
        add(page, SheetRoot.PAYLOAD_TYPE, VectorFile.value(file, "sheet_root"));
        add(page, Status.PAYLOAD_TYPE, VectorFile.value(file, "status"));
        VectorFile.values(file, "reading").forEach(reading -> add(page, Reading.PAYLOAD_TYPE, reading.getLast()));
        return page.build().toByteArray();
    }

    private static void add(StatusPage.Builder page, String payloadType, String payload) {
        page.addStatusesBuilder()
                .setPayloadType(payloadType)
                .setPayload(ByteString.copyFrom(HexFormat.of().parseHex(payload)))
                .addSignaturesBuilder()
                .setKeyId(ByteString.copyFrom(new byte[Digest.BYTES]))
                .setSig(ByteString.copyFrom(new byte[64]));
    }

    /// A peer's answer to the first question about its list: nothing but its list is taken.
    private static HostileTarget comparison() {
        List<Digest> theirs = IntStream.range(0, 9)
                .mapToObj(index -> Hash.tagged("test-leaf").integer(index).finish())
                .toList();
        PairList list = PairList.of(theirs, 9_000);
        PairList own = PairList.of(theirs.subList(3, 9), 6_000);
        PairDigest signed = new PairDigest(
                theirs.getFirst(),
                "south",
                "north",
                WINDOW,
                PairStage.SEALED,
                1,
                PairDigests.of("south", "north", WINDOW, PairStage.SEALED, 1, theirs, 9_000),
                WINDOW);
        CompareListsResponse honest = CompareListsResponse.newBuilder()
                .addRanges(SealingWire.toMessage(list.summary(LeafRange.ALL)))
                .setEnergyWh(9_000)
                .build();
        return new HostileTarget("list-comparison", List.of(honest.toByteArray()), List.of(honest), bytes -> {
            CompareListsResponse answer = Strict.parse(CompareListsResponse.parser(), bytes, PROOF);
            List<RangeSummary> ranges = new ArrayList<>();
            for (int index = 0; index < answer.getRangesCount(); index++) {
                ranges.add(SealingWire.summary(answer.getRanges(index), PROOF.in(Fields.element("ranges", index))));
            }
            ListComparison comparison = new ListComparison(own, signed);
            comparison.next();
            comparison.take(ranges, answer.getEnergyWh()).orThrow();
            assertThat(comparison.next()).isEmpty();
            assertThat(comparison.onlyHere()).isEmpty();
            assertThat(comparison.onlyThere())
                    .containsExactlyElementsOf(
                            theirs.subList(0, 3).stream().sorted().toList());
        });
    }
}
