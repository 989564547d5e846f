package io.gridpact.utility.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.order.ASealingNetwork;
import io.gridpact.utility.order.ASealingUtility;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a utility's operator plans by, from trades on real databases.
class ScheduleTest {

    private static final long WINDOW_MILLIS = ANetwork.WINDOW.start().toEpochMilli();
    private static final int ALL = 100;

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    /// North sells 5 and 4 kWh to south, which sells 5 kWh within itself.
    @BeforeEach
    void trade() {
        AnOrder first = network.traded(5_000);
        AnOrder second = network.traded(4_000);
        AnOrder local = AnOrder.ofItsOwn().from("south");
        south.confirm(local);
        assertThat(List.of(first, second, local)).doesNotHaveDuplicates();
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void what_is_not_sealed_yet_stands_apart() {
        assertThat(lines(north, "")).containsExactly(line("", 0, 0, 0, 9_000, 0, 2));
    }

    @Test
    void what_is_sealed_is_sold_here_and_bought_there() {
        network.advanceTo(ANetwork.GATE_CLOSURE);

        assertThat(lines(north, "")).containsExactly(line("", 9_000, 0, 0, 0, 0, 2));
        assertThat(lines(south, "")).containsExactly(line("", 5_000, 14_000, 5_000, 0, 0, 3));
    }

    @Test
    void each_feeder_has_its_line_and_what_stays_on_it_is_told() {
        network.advanceTo(ANetwork.GATE_CLOSURE);
        place(
                south,
                "select m.meter_id from trade join meter m on m.key_id = seller_meter where seller_customer is not null",
                "hill");

        assertThat(lines(south, ""))
                .containsExactly(line("", 0, 14_000, 0, 0, 0, 3), line("hill", 5_000, 0, 0, 0, 0, 1));
        assertThat(lines(south, "hill")).containsExactly(line("hill", 5_000, 0, 0, 0, 0, 1));

        place(
                south,
                "select m.meter_id from trade join meter m on m.key_id = buyer_meter where seller_customer is not null"
                        + " and buyer_customer is not null",
                "hill");

        assertThat(lines(south, "hill").getFirst().localWh()).isEqualTo(5_000);
    }

    @Test
    void a_page_ends_where_it_was_asked_to_and_the_next_goes_on() {
        network.advanceTo(ANetwork.GATE_CLOSURE);
        place(
                south,
                "select m.meter_id from trade join meter m on m.key_id = seller_meter where seller_customer is not null",
                "hill");

        List<Schedule.Line> first = schedule(south).page(question(""), Schedule.Key.FIRST, 1);
        List<Schedule.Line> rest =
                schedule(south).page(question(""), first.getFirst().key(), ALL);

        assertThat(first).hasSize(1);
        assertThat(rest).extracting(line -> line.key().feeder()).containsExactly("hill");
    }

    @Test
    void a_window_outside_the_question_is_not_in_the_answer() {
        var later = new Schedule.Question(
                ANetwork.WINDOW.end(), ANetwork.WINDOW.end().plus(Duration.ofDays(1)), "");

        assertThat(schedule(north).page(later, Schedule.Key.FIRST, ALL)).isEmpty();
    }

    @Test
    void a_meter_of_nobody_here_is_refused_and_no_other_is_placed() {
        String known = column(south, "select meter_id from meter order by meter_id limit 1");
        PlaceMeters placeMeters = new PlaceMeters(south.stored.writer());

        assertThatThrownBy(() -> placeMeters.place(Map.of(known, "hill", "nobody's", "hill")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("UNKNOWN_METER");
        assertThat(column(south, "select count(*)::text from meter where feeder <> ''"))
                .isEqualTo("0");
    }

    @Test
    void placing_again_changes_nothing() {
        String known = column(south, "select meter_id from meter order by meter_id limit 1");
        PlaceMeters placeMeters = new PlaceMeters(south.stored.writer());

        assertThat(placeMeters.place(Map.of(known, "hill"))).isEqualTo(1);
        assertThat(placeMeters.place(Map.of(known, "hill"))).isEqualTo(0);
    }

    private static Schedule schedule(ASealingUtility utility) {
        return new Schedule(utility.stored.reader());
    }

    private static Schedule.Question question(String feeder) {
        return new Schedule.Question(ANetwork.WINDOW.start(), ANetwork.WINDOW.end(), feeder);
    }

    private static List<Schedule.Line> lines(ASealingUtility utility, String feeder) {
        return schedule(utility).page(question(feeder), Schedule.Key.FIRST, ALL);
    }

    private static Schedule.Line line(
            String feeder, long sold, long bought, long local, long pendingSold, long pendingBought, long trades) {
        return new Schedule.Line(
                new Schedule.Key(WINDOW_MILLIS, feeder), sold, bought, local, pendingSold, pendingBought, trades);
    }

    private static void place(ASealingUtility utility, String meters, String feeder) {
        var placed = utility.stored.reader().list(meters, query -> {}, row -> row.getString(1));
        PlaceMeters placeMeters = new PlaceMeters(utility.stored.writer());
        placed.stream().distinct().forEach(meter -> assertThat(placeMeters.place(Map.of(meter, feeder)))
                .isEqualTo(1));
    }

    private static String column(ASealingUtility utility, String sql) {
        return utility.stored
                .reader()
                .first(sql, query -> {}, row -> row.getString(1))
                .orElseThrow();
    }
}
