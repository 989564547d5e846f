package io.gridpact.protocol.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.MissingReadingFallback;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadingRulesTest {

    private static final Digest ANY = Hash.tagged("test-any").finish();
    private static final Instant NOW = AReading.minute(60);

    private static final NetworkProfile PROFILE = new NetworkProfile(
            ANY,
            "hourly",
            Duration.ofMinutes(60),
            AllocationRule.FIFO,
            1_000,
            Deadlines.DEFAULT,
            MissingReadingFallback.NOTHING_INJECTED_ALL_CONSUMED,
            7);

    private static final List<AReading> HELD = List.of(
            AReading.of(15, 30, 100).registers(1_000, 1_100),
            AReading.of(-15, 0, 50).registers(900, 950));

    /// @param outcome `accepted`, `repeated`, or the field that is at fault
    record Situation(String name, AReading reading, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        AReading reading = AReading.of(30, 45, 70);
        return Stream.of(
                new Situation("goes on where the last one ended", reading.registers(1_100, 1_170), "accepted"),
                new Situation("fills the gap before", AReading.of(0, 15, 50).registers(950, 1_000), "accepted"),
                new Situation("after a gap", AReading.of(45, 60, 70).registers(1_300, 1_370), "accepted"),
                new Situation("without registers", reading, "accepted"),
                new Situation("of the whole rest", AReading.of(30, 60, 0), "accepted"),
                new Situation("the same bytes again", HELD.getFirst(), "repeated"),
                new Situation(
                        "the same figures under other bytes", HELD.getFirst().salt(1), "sequence"),
                new Situation("another figure under the same number", AReading.of(15, 30, 101), "sequence"),
                new Situation(
                        "the same interval, a higher number",
                        AReading.of(15, 30, 9).sequence(2),
                        "start_millis"),
                new Situation("overlaps the one before", AReading.of(29, 45, 70), "start_millis"),
                new Situation("overlaps the one after", AReading.of(10, 16, 70), "start_millis"),
                new Situation("lies within another", AReading.of(20, 25, 70), "start_millis"),
                new Situation("encloses another", AReading.of(0, 45, 70), "start_millis"),
                new Situation("reaches into the next window", AReading.of(45, 61, 70), "end_millis"),
                new Situation("begins in the window before", AReading.of(-1, 15, 70), "end_millis"),
                new Situation("ends in the future", AReading.of(60, 61, 70), "end_millis"),
                new Situation("takes no time", AReading.of(30, 30, 0), "end_millis"),
                new Situation("ends before it begins", AReading.of(45, 30, 0), "end_millis"),
                new Situation("negative energy", AReading.of(30, 45, -1), "energy_wh"),
                new Situation("a terawatt-hour", AReading.of(30, 45, 1_000_000_000_000L), "accepted"),
                new Situation("more than a terawatt-hour", AReading.of(30, 45, 1_000_000_000_001L), "energy_wh"),
                new Situation("all that 63 bits hold", AReading.of(30, 45, Long.MAX_VALUE), "energy_wh"),
                new Situation("number nought", reading.sequence(0), "sequence"),
                new Situation("registers that differ by more", reading.registers(1_100, 1_171), "register_end_wh"),
                new Situation("registers that run backwards", reading.registers(1_170, 1_100), "register_end_wh"),
                new Situation("a negative register", reading.registers(-70, 0), "register_end_wh"),
                new Situation("a register that jumps", reading.registers(1_101, 1_171), "register_start_wh"),
                new Situation(
                        "a register that stands back after a gap",
                        AReading.of(45, 60, 70).registers(1_000, 1_070),
                        "register_start_wh"),
                new Situation(
                        "a register beyond that of a later reading",
                        AReading.of(1, 14, 70).registers(1_000, 1_070),
                        "register_start_wh"),
                new Situation("of another meter", reading.of(AReading.meter(2)), "meter_public_key"),
                new Situation("of the other direction", reading.of(Direction.CONSUMPTION), "direction"),
                new Situation("an estimate", reading.quality(ReadingQuality.ESTIMATED), "quality"),
                new Situation("a correction", reading.quality(ReadingQuality.CORRECTED), "quality"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void a_reading(Situation situation) {
        assertThat(judge(situation.reading().reading(), enrolment(-60, 120), held()))
                .isEqualTo(situation.outcome());
        boolean taken = List.of("accepted", "repeated").contains(situation.outcome());
        String name = (taken ? "" : "defect ") + situation.name();
        MeterEnrolment enrolment = enrolment(-60, 120);
        VectorFile file = VectorFile.of(name)
                .with("window_minutes", PROFILE.windowLength().toMinutes())
                .with("now_millis", NOW)
                .with("enrolled_key", AReading.METER.bytes())
                .with("enrolled_directions", Direction.INJECTION)
                .with("enrolled_from_millis", enrolment.validFrom())
                .with(
                        "key_valid_millis",
                        enrolment.meterKey().validFrom(),
                        enrolment.meterKey().validUntil());
        HELD.forEach(held -> file.with("held", held.payload()));
        file.with("payload", situation.reading().payload())
                .with("outcome", taken ? situation.outcome() : "INVALID_READING " + situation.outcome())
                .check("reading", name);
    }

    @Test
    void a_meter_counts_only_in_windows_that_lie_within_its_enrolment_and_its_keys_validity() {
        Reading reading = AReading.of(30, 45, 70).reading();

        assertThat(judge(reading, enrolment(0, 60), held())).isEqualTo("accepted");
        assertThat(judge(reading, enrolment(1, 60), held())).isEqualTo("start_millis");
        assertThat(judge(reading, enrolment(0, 59), held())).isEqualTo("start_millis");
    }

    @Test
    void a_window_takes_no_more_readings_than_a_status_can_name() {
        List<Reading> held = IntStream.range(0, ReadingRules.MAX_READINGS_PER_WINDOW)
                .mapToObj(second -> AReading.WINDOW_START.plusSeconds(second))
                .map(start -> AReading.between(start, start.plusSeconds(1), 1).reading())
                .toList();
        Reading another = AReading.of(30, 45, 1).reading();

        assertThat(judge(another, enrolment(0, 60), held)).isEqualTo("start_millis");
        assertThat(judge(another, enrolment(0, 60), held.subList(1, held.size())))
                .isEqualTo("accepted");
    }

    @Test
    void no_window_of_readings_and_an_estimate_overflows() {
        long mostWh = ReadingRules.MAX_READINGS_PER_WINDOW * ReadingRules.MAX_ENERGY_WH;

        assertThat(Math.addExact(mostWh, ReadingRules.MAX_ESTIMATE_WH)).isPositive();
        assertThat(figures(AReading.of(0, 60, ReadingRules.MAX_ESTIMATE_WH))).isFalse();
        assertThat(figures(AReading.of(0, 60, ReadingRules.MAX_ESTIMATE_WH).quality(ReadingQuality.ESTIMATED)))
                .isTrue();
        assertThat(figures(AReading.of(0, 60, ReadingRules.MAX_ESTIMATE_WH + 1).quality(ReadingQuality.ESTIMATED)))
                .isFalse();
    }

    private static boolean figures(AReading reading) {
        return ReadingRules.figures(reading.reading()).isAccepted();
    }

    private static List<Reading> held() {
        return HELD.stream().map(AReading::reading).toList();
    }

    /// Valid between two minutes of the window.
    private static MeterEnrolment enrolment(int fromMinute, int toMinute) {
        Instant from = AReading.minute(fromMinute);
        SigningKey key = new SigningKey(AReading.METER, from, AReading.minute(toMinute));
        return new MeterEnrolment(ANY, "north", key, ANY, Set.of(Direction.INJECTION), from);
    }

    private static String judge(Reading reading, MeterEnrolment enrolment, List<Reading> held) {
        return switch (ReadingRules.judge(reading, enrolment, PROFILE, held, NOW)) {
            case ReadingVerdict.Accepted ignored -> "accepted";
            case ReadingVerdict.Repeated ignored -> "repeated";
            case ReadingVerdict.Refused(var refusal) -> {
                assertThat(refusal.reason()).isEqualTo(Reason.INVALID_READING);
                yield refusal.field();
            }
        };
    }
}
