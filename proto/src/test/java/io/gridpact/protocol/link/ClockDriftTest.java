package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClockDriftTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration FAR = ClockDrift.LIMIT.plusSeconds(30);

    private final NodeClock clock = NodeClock.frozen(NOON);
    private final ClockDrift drift = new ClockDrift(clock);

    private void heard(String peer, Duration offset, Duration roundTrip) {
        Instant now = clock.instant();
        drift.answered(
                peer,
                now.minus(roundTrip),
                now,
                now.minus(roundTrip.dividedBy(2)).plus(offset));
    }

    @Test
    void the_difference_is_taken_in_the_middle_of_the_round_trip() {
        heard("south", Duration.ofMillis(-300), Duration.ofMillis(40));

        ClockDrift.Sample sample = Objects.requireNonNull(drift.fresh().get("south"));
        assertThat(sample.offset()).isEqualTo(Duration.ofMillis(-300));
        assertThat(sample.uncertainty()).isEqualTo(Duration.ofMillis(20));
        assertThat(drift.beyondLimit()).isFalse();
    }

    @Test
    void with_nobody_to_compare_with_the_clock_is_taken_as_right() {
        assertThat(drift.beyondLimit()).isFalse();
    }

    @Test
    void one_peer_of_two_with_a_wrong_clock_is_that_peers_matter() {
        heard("south", FAR, Duration.ofMillis(2));
        heard("east", Duration.ZERO, Duration.ofMillis(2));

        assertThat(drift.beyondLimit()).isFalse();
    }

    @Test
    void where_most_peers_differ_the_clock_is_ours_that_is_wrong() {
        heard("south", FAR, Duration.ofMillis(2));
        heard("east", FAR.negated(), Duration.ofMillis(2));
        heard("arbiter", Duration.ZERO, Duration.ofMillis(2));

        assertThat(drift.beyondLimit()).isTrue();
    }

    @Test
    void an_answer_that_was_long_under_way_accuses_nobody() {
        heard("south", ClockDrift.LIMIT.plusSeconds(5), Duration.ofSeconds(18));
        assertThat(drift.beyondLimit()).isFalse();

        heard("east", FAR, ClockDrift.MAX_ROUND_TRIP.plusSeconds(1));
        assertThat(drift.fresh()).containsOnlyKeys("south");
    }

    @Test
    void what_was_measured_long_ago_does_not_count() {
        heard("south", FAR, Duration.ofMillis(2));
        clock.moveTo(NOON.plus(ClockDrift.FRESH).plusMillis(1));

        assertThat(drift.fresh()).isEmpty();
        assertThat(drift.beyondLimit()).isFalse();
    }
}
