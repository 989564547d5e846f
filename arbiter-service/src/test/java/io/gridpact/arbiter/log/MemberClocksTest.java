package io.gridpact.arbiter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.link.NodeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemberClocksTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant AHEAD = NOW.plus(MemberClocks.LIMIT).plusMillis(1);

    private final NodeClock clock = NodeClock.frozen(NOW);
    private final MemberClocks clocks = new MemberClocks(clock);

    @Test
    void nobody_heard_contradicts_nobody() {
        assertThat(clocks.saysWeAreBehind()).isFalse();
    }

    @Test
    void one_of_two_proves_nothing_and_two_of_three_do() {
        clocks.said("north", AHEAD);
        clocks.said("south", NOW.minusSeconds(30));
        assertThat(clocks.saysWeAreBehind()).isFalse();

        clocks.said("east", AHEAD);
        assertThat(clocks.saysWeAreBehind()).isTrue();
    }

    @Test
    void a_minute_ahead_is_no_fault_yet() {
        clocks.said("north", NOW.plus(MemberClocks.LIMIT));

        assertThat(clocks.saysWeAreBehind()).isFalse();
    }

    @Test
    void what_was_heard_long_ago_does_not_count() {
        clocks.said("north", AHEAD);
        clock.moveTo(NOW.plus(Duration.ofMinutes(11)));

        assertThat(clocks.saysWeAreBehind()).isFalse();
    }
}
