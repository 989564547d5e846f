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
import io.gridpact.protocol.refusal.Refusal;
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

    /// @param outcome `accepted`, `late`, `repeated`, or the field that is at fault
    record Situation(
            String name, List<AReading> held, boolean fixed, boolean reviewed, AReading reading, String outcome) {

        Situation(String name, AReading reading, String outcome) {
            this(name, HELD, false, false, reading, outcome);
        }

        Situation onceFixed() {
            return new Situation(name, held, true, reviewed, reading, outcome);
        }

        Situation onceReviewed() {
            return new Situation(name, held, fixed, true, reading, outcome);
        }

        Situation with(AReading... more) {
            return new Situation(
                    name, Stream.concat(held.stream(), Stream.of(more)).toList(), fixed, reviewed, reading, outcome);
        }

        HeldReadings heldReadings() {
            return new HeldReadings(held.stream().map(AReading::reading).toList(), fixed, reviewed);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        return Stream.concat(first(), corrections());
    }

    private static Stream<Situation> corrections() {
        AReading correction = AReading.of(15, 30, 90).sequence(2).quality(ReadingQuality.CORRECTED);
        AReading later = correction.sequence(3);
        AReading estimate = AReading.of(30, 60, 0).quality(ReadingQuality.ESTIMATED);
        AReading late = AReading.of(30, 45, 70);
        return Stream.of(
                new Situation("a correction of what is held", correction, "accepted"),
                new Situation("a correction of a correction", later, "accepted").with(correction),
                new Situation("a correction that is held", correction, "repeated").with(correction),
                new Situation("a correction below the one held", correction, "sequence").with(later),
                new Situation("a correction under a number that is held", correction.salt(1), "sequence")
                        .with(correction),
                new Situation("a correction under the first one's number", correction.sequence(1), "sequence"),
                new Situation("the first one again below its correction", AReading.of(15, 30, 7), "sequence")
                        .with(correction),
                new Situation(
                        "a correction of part of an interval",
                        AReading.of(15, 20, 9).sequence(2).quality(ReadingQuality.CORRECTED),
                        "quality"),
                new Situation(
                                "a correction that its neighbour's register denies",
                                AReading.of(15, 30, 90)
                                        .registers(1_000, 1_090)
                                        .sequence(2)
                                        .quality(ReadingQuality.CORRECTED),
                                "register_start_wh")
                        .with(AReading.of(30, 45, 10).registers(1_100, 1_110)),
                new Situation(
                                "a register that fits the correction and not the first",
                                AReading.of(30, 45, 10).registers(1_090, 1_100),
                                "accepted")
                        .with(AReading.of(15, 30, 90)
                                .registers(1_000, 1_090)
                                .sequence(2)
                                .quality(ReadingQuality.CORRECTED)),
                new Situation("a correction once the window is fixed", correction, "late").onceFixed(),
                new Situation("the same bytes once the window is fixed", HELD.getFirst(), "repeated").onceFixed(),
                new Situation("a bad number once the window is fixed", correction.sequence(1), "sequence").onceFixed(),
                new Situation("a first reading once the window is fixed", late, "accepted").onceFixed(),
                new Situation("of an interval that is estimated", late, "late").with(estimate),
                new Situation("of an interval that is estimated already known", late, "repeated").with(estimate, late),
                new Situation(
                                "a correction of an estimate",
                                AReading.of(30, 60, 70).sequence(2).quality(ReadingQuality.CORRECTED),
                                "quality")
                        .with(estimate),
                new Situation(
                                "a correction of nothing that an operator vouches for",
                                AReading.of(30, 45, 70).sequence(2).quality(ReadingQuality.CORRECTED),
                                "accepted")
                        .onceReviewed(),
                new Situation(
                                "a register beyond a later one that an operator vouches for",
                                AReading.of(0, 15, 50).registers(0, 50),
                                "register_start_wh")
                        .onceReviewed(),
                new Situation(
                                "a new register in a window that an operator vouches for",
                                AReading.of(30, 45, 70).registers(0, 70),
                                "register_start_wh")
                        .onceReviewed(),
                new Situation("an overlap that an operator vouches for", AReading.of(29, 45, 70), "start_millis")
                        .onceReviewed(),
                new Situation(
                        "begins within a minute",
                        AReading.between(AReading.minute(30).plusMillis(1), AReading.minute(45), 1),
                        "start_millis"),
                new Situation(
                        "ends within a minute",
                        AReading.between(
                                AReading.minute(30), AReading.minute(45).minusSeconds(1), 1),
                        "end_millis"));
    }

    @Test
    void an_operator_can_vouch_for_a_register_that_begins_anew_between_two_windows() {
        HeldReadings before = new HeldReadings(
                List.of(AReading.of(-15, 0, 50).registers(900, 950).reading()), false, false);
        Reading anew = AReading.of(0, 15, 50).registers(0, 50).reading();

        assertThat(judge(anew, enrolment(-60, 120), before)).isEqualTo("register_start_wh");
        assertThat(judge(anew, enrolment(-60, 120), new HeldReadings(before.readings(), false, true)))
                .isEqualTo("accepted");
    }

    @Test
    void a_window_that_has_been_final_for_long_takes_nothing() {
        MeterEnrolment enrolment = enrolment(-60, 120);
        Reading reading = AReading.of(30, 45, 70).reading();
        Instant end = AReading.minute(60).plus(Duration.ofDays(PROFILE.finalityDays()));

        assertThat(ReadingRules.judge(reading, enrolment, PROFILE, held(), end))
                .isInstanceOf(ReadingVerdict.Accepted.class);
        assertThat(ReadingRules.judge(reading, enrolment, PROFILE, held(), end.plusMillis(1)))
                .isInstanceOf(ReadingVerdict.Refused.class);
    }

    private static Stream<Situation> first() {
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
                        "quality"),
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
        assertThat(judge(situation.reading().reading(), enrolment(-60, 120), situation.heldReadings()))
                .isEqualTo(situation.outcome());
        boolean taken = List.of("accepted", "late", "repeated").contains(situation.outcome());
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
        situation.held().forEach(held -> file.with("held", held.payload()));
        if (situation.fixed()) {
            file.with("fixed", "true");
        }
        if (situation.reviewed()) {
            file.with("reviewed", "true");
        }
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
        List<Reading> seconds = IntStream.range(0, ReadingRules.MAX_READINGS_PER_WINDOW)
                .mapToObj(second -> AReading.WINDOW_START.plusSeconds(second))
                .map(start -> AReading.between(start, start.plusSeconds(1), 1).reading())
                .toList();
        Reading another = AReading.of(30, 45, 1).reading();

        assertThat(judge(another, enrolment(0, 60), new HeldReadings(seconds, false, false)))
                .isEqualTo("start_millis");
        assertThat(judge(another, enrolment(0, 60), new HeldReadings(seconds.subList(1, seconds.size()), false, false)))
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

    @Test
    void a_window_takes_a_bounded_number_of_corrections() {
        List<Reading> corrections = IntStream.rangeClosed(1, ReadingRules.MAX_HELD_PER_WINDOW)
                .mapToObj(number -> AReading.of(15, 30, 1)
                        .sequence(number)
                        .quality(ReadingQuality.CORRECTED)
                        .reading())
                .toList();
        Reading another = AReading.of(15, 30, 1)
                .sequence(1_000)
                .quality(ReadingQuality.CORRECTED)
                .reading();

        assertThat(judge(another, enrolment(0, 60), new HeldReadings(corrections, false, false)))
                .isEqualTo("sequence");
        assertThat(judge(
                        another,
                        enrolment(0, 60),
                        new HeldReadings(corrections.subList(1, corrections.size()), false, false)))
                .isEqualTo("accepted");
    }

    private static HeldReadings held() {
        return new HeldReadings(HELD.stream().map(AReading::reading).toList(), false, false);
    }

    /// Valid between two minutes of the window.
    private static MeterEnrolment enrolment(int fromMinute, int toMinute) {
        Instant from = AReading.minute(fromMinute);
        SigningKey key = new SigningKey(AReading.METER, from, AReading.minute(toMinute));
        return new MeterEnrolment(ANY, "north", key, ANY, Set.of(Direction.INJECTION), from);
    }

    private static String judge(Reading reading, MeterEnrolment enrolment, HeldReadings held) {
        return switch (ReadingRules.judge(reading, enrolment, PROFILE, held, NOW)) {
            case ReadingVerdict.Accepted ignored -> "accepted";
            case ReadingVerdict.Late ignored -> "late";
            case ReadingVerdict.Repeated ignored -> "repeated";
            case ReadingVerdict.Refused(Refusal refusal) -> {
                assertThat(refusal.reason()).isEqualTo(Reason.INVALID_READING);
                yield refusal.field();
            }
        };
    }
}
