package io.gridpact.protocol.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.Seeds;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WindowReadingTest {

    private static final DeliveryWindow WINDOW = new DeliveryWindow(AReading.minute(0), AReading.minute(60));
    private static final int SEEDS = 100;

    record Situation(String name, boolean tiles, List<AReading> readings) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        AReading first = AReading.of(0, 30, 5);
        AReading second = AReading.of(30, 60, 7);
        return Stream.of(
                new Situation("one for all of it", true, List.of(AReading.of(0, 60, 5))),
                new Situation("two halves", true, List.of(first, second)),
                new Situation("in any order", true, List.of(second, first)),
                new Situation("none", false, List.of()),
                new Situation("a gap at the start", false, List.of(AReading.of(1, 30, 5), second)),
                new Situation("a gap in the middle", false, List.of(AReading.of(0, 29, 5), second)),
                new Situation("a gap at the end", false, List.of(first, AReading.of(30, 59, 7))),
                new Situation("an overlap", false, List.of(AReading.of(0, 31, 5), second)),
                new Situation("the same one twice", false, List.of(first, first, second)),
                new Situation("two for one interval", false, List.of(first, first.salt(1), second)),
                new Situation("one that begins before", false, List.of(AReading.of(-1, 30, 5), second)),
                new Situation("one that ends after", false, List.of(first, AReading.of(30, 61, 7))),
                new Situation("one of the next window", false, List.of(first, second, AReading.of(60, 75, 1))),
                new Situation("one of no length", false, List.of(first, AReading.of(30, 30, 1), second)),
                new Situation("two meters", false, List.of(first, second.of(AReading.meter(2)))),
                new Situation("two directions", false, List.of(first, second.of(Direction.CONSUMPTION))),
                new Situation("a negative figure", false, List.of(first, AReading.of(30, 60, -1))),
                new Situation("a sum that overflows", false, List.of(first, AReading.of(30, 60, Long.MAX_VALUE))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void tile_the_window(Situation situation) {
        List<Reading> readings =
                situation.readings().stream().map(AReading::reading).toList();

        Optional<WindowReading> tiled = WindowReading.tiled(WINDOW, readings);

        assertThat(tiled.isPresent()).isEqualTo(situation.tiles());
        String name = (situation.tiles() ? "" : "defect ") + situation.name();
        VectorFile file = VectorFile.of(name).with("window_millis", WINDOW.start(), WINDOW.end());
        situation.readings().forEach(reading -> file.with("reading", reading.payload()));
        tiled.ifPresent(
                whole -> file.with("energy_wh", whole.energyWh()).with("reading_digest", whole.readingDigest()));
        file.with("outcome", situation.tiles() ? "accepted" : "refused").check("reading-list", name);
    }

    static Stream<Situation> seen() {
        AReading first = AReading.of(0, 30, 5);
        AReading second = AReading.of(30, 60, 7);
        AReading corrected = first.sequence(2).quality(ReadingQuality.CORRECTED);
        return Stream.of(
                new Situation("no correction", true, List.of(first, second)),
                new Situation("a correction", true, List.of(first, corrected, second)),
                new Situation("a correction before what it corrects", true, List.of(corrected, second, first)),
                new Situation(
                        "two corrections of one interval",
                        true,
                        List.of(first, corrected, corrected.sequence(7).salt(1), second)),
                new Situation(
                        "a correction of each interval",
                        true,
                        List.of(first, corrected, second, second.sequence(9).quality(ReadingQuality.CORRECTED))),
                new Situation(
                        "two readings under the highest number",
                        false,
                        List.of(first, corrected, corrected.salt(1), second)),
                new Situation(
                        "a correction of another interval",
                        false,
                        List.of(first, second, AReading.of(0, 20, 5).sequence(2).quality(ReadingQuality.CORRECTED))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seen")
    void of_several_readings_of_one_interval_the_one_with_the_highest_number_stands(Situation situation) {
        List<Reading> readings =
                situation.readings().stream().map(AReading::reading).toList();

        Optional<WindowReading> tiled = WindowReading.tiled(WINDOW, HeldReadings.standing(readings));

        assertThat(tiled.isPresent()).isEqualTo(situation.tiles());
        String name = (situation.tiles() ? "" : "defect ") + situation.name();
        VectorFile file = VectorFile.of(name).with("window_millis", WINDOW.start(), WINDOW.end());
        situation.readings().forEach(reading -> file.with("reading", reading.payload()));
        tiled.ifPresent(whole -> whole.readings().forEach(reading -> file.with("stands", reading.digest())));
        tiled.ifPresent(
                whole -> file.with("energy_wh", whole.energyWh()).with("reading_digest", whole.readingDigest()));
        file.with("outcome", situation.tiles() ? "accepted" : "refused").check("standing", name);
    }

    @Test
    void the_digest_names_meter_direction_window_and_the_readings_in_order_of_time() {
        Reading first = AReading.of(0, 30, 5).reading();
        Reading second = AReading.of(30, 60, 7).reading();

        WindowReading tiled =
                WindowReading.tiled(WINDOW, List.of(second, first)).orElseThrow();

        assertThat(tiled.energyWh()).isEqualTo(12);
        assertThat(tiled.readingDigest())
                .isEqualTo(Hash.tagged("reading-list")
                        .bytes(AReading.METER.bytes())
                        .text("INJECTION")
                        .integer(WINDOW.start().toEpochMilli())
                        .integer(WINDOW.end().toEpochMilli())
                        .digest(first.digest())
                        .digest(second.digest())
                        .finish());
    }

    @Test
    void more_readings_than_a_status_can_name_tile_nothing() {
        DeliveryWindow minutes = new DeliveryWindow(AReading.minute(0), AReading.minute(121));
        List<Reading> readings = new ArrayList<>();
        for (int minute = 0; minute < 121; minute++) {
            readings.add(AReading.of(minute, minute + 1, 1).reading());
        }

        assertThat(WindowReading.tiled(minutes, readings)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gaps")
    void golden_estimates(String situation, List<AReading> held) {
        for (Direction direction : Direction.values()) {
            String name = situation + " of " + direction.name().toLowerCase(Locale.ROOT);
            VectorFile file = VectorFile.of(name)
                    .with("window_millis", WINDOW.start(), WINDOW.end())
                    .with("direction", direction)
                    .with("caps_wh", 9_000);
            List<Reading> readings = held.stream()
                    .map(reading -> reading.of(direction).reading())
                    .toList();
            readings.forEach(reading -> file.with("held_millis", reading.start(), reading.end()));
            for (MissingReading missing : MissingReading.in(WINDOW, direction, readings, 9_000)) {
                file.with("estimate", missing.start(), missing.end(), missing.energyWh());
            }
            file.check("estimate", name);
        }
    }

    static Stream<Arguments> gaps() {
        return Stream.of(
                Arguments.of("nothing missing", List.of(AReading.of(0, 60, 5))),
                Arguments.of("all missing", List.of()),
                Arguments.of("the first half missing", List.of(AReading.of(30, 60, 5))),
                Arguments.of("two stretches missing", List.of(AReading.of(15, 30, 5), AReading.of(45, 60, 5))));
    }

    /// As the utility would sign them.
    private static List<Reading> completed(List<Reading> held, Direction direction, long capsWh) {
        List<Reading> completed = new ArrayList<>();
        for (MissingReading missing : MissingReading.in(WINDOW, direction, held, capsWh)) {
            if (missing.start().equals(WINDOW.start()) && missing.end().equals(WINDOW.end())) {
                return List.of(AReading.between(missing.start(), missing.end(), missing.energyWh())
                        .of(direction)
                        .reading());
            }
            completed.add(AReading.between(missing.start(), missing.end(), missing.energyWh())
                    .of(direction)
                    .reading());
        }
        completed.addAll(held);
        return completed;
    }

    @Test
    void estimates_for_what_is_missing_tile_the_window_and_add_up_to_the_fallback() {
        Seeds.forEach(SEEDS, random -> {
            for (Direction direction : Direction.values()) {
                List<Reading> held = some(random, direction);
                long heldWh = held.stream().mapToLong(Reading::energyWh).sum();
                WindowReading tiled = WindowReading.tiled(WINDOW, completed(held, direction, 9_000))
                        .orElseThrow();
                boolean complete = WindowReading.tiled(WINDOW, held).isPresent();

                long estimatedWh = complete ? 0 : MissingReading.expectedWh(direction, 9_000);
                assertThat(tiled.energyWh()).isEqualTo(heldWh + estimatedWh);
            }
        });
    }

    /// Some of the window's four quarters.
    private static List<Reading> some(Random random, Direction direction) {
        List<Reading> readings = new ArrayList<>();
        for (int minute = 0; minute < 60; minute += 15) {
            if (random.nextBoolean()) {
                readings.add(AReading.of(minute, minute + 15, random.nextLong(1_000))
                        .of(direction)
                        .reading());
            }
        }
        Collections.shuffle(readings, random);
        return readings;
    }

    @Test
    void a_window_in_too_many_pieces_is_estimated_whole() {
        List<Reading> held = new ArrayList<>();
        for (int second = 0; second < 120; second += 2) {
            held.add(AReading.between(
                            WINDOW.start().plusSeconds(second), WINDOW.start().plusSeconds(second + 1), 1)
                    .of(Direction.CONSUMPTION)
                    .reading());
        }
        held.add(AReading.of(30, 60, 1).of(Direction.CONSUMPTION).reading());

        assertThat(MissingReading.in(WINDOW, Direction.CONSUMPTION, held, 9_000))
                .containsExactly(new MissingReading(WINDOW.start(), WINDOW.end(), 9_000));
    }
}
