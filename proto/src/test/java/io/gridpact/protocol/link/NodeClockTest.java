package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeClockTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void a_frozen_clock_stands_until_it_is_moved() {
        NodeClock clock = NodeClock.frozen(NOON);
        assertThat(clock.instant()).isEqualTo(NOON);

        clock.moveTo(NOON.plusSeconds(90));

        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(90));
        assertThat(clock.manual()).isTrue();
    }

    @Test
    void a_running_clock_goes_on_from_where_it_was_moved_to() {
        AtomicLong nanos = new AtomicLong(7);
        NodeClock clock = NodeClock.running(NOON, nanos::get);
        nanos.addAndGet(Duration.ofMillis(1500).toNanos() + 999);
        assertThat(clock.instant()).isEqualTo(NOON.plusMillis(1500));

        clock.moveTo(NOON.plusSeconds(10));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(11));
    }

    @Test
    void a_manual_clock_does_not_go_back() {
        NodeClock clock = NodeClock.frozen(NOON);

        assertThatThrownBy(() -> clock.moveTo(NOON.minusMillis(1))).isInstanceOf(IllegalArgumentException.class);
        clock.moveTo(NOON);
        assertThat(clock.instant()).isEqualTo(NOON);
    }

    @Test
    void the_systems_clock_cannot_be_moved_and_has_whole_milliseconds() {
        NodeClock clock = NodeClock.system();

        assertThat(clock.manual()).isFalse();
        assertThat(clock.instant()).isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        assertThatThrownBy(() -> clock.moveTo(Instant.now().plusSeconds(3600)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_manual_clock_is_refused_in_production() {
        assertThat(NodeClock.configured("system", "", false, true).manual()).isFalse();
        assertThat(NodeClock.configured("manual", NOON.toString(), false, false).instant())
                .isEqualTo(NOON);
        assertThatThrownBy(() -> NodeClock.configured("manual", NOON.toString(), true, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NodeClock.configured("sundial", "", false, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
