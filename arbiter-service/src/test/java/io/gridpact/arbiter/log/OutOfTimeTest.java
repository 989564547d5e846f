package io.gridpact.arbiter.log;

import static io.gridpact.arbiter.log.ALog.NORTH;
import static io.gridpact.arbiter.log.ALog.SOUTH;
import static io.gridpact.arbiter.log.ALog.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Statements further from now than what becomes final, which is 7 days in this network.
class OutOfTimeTest {

    private static final Duration A_MONTH = Duration.ofDays(30);

    private final ALog log = ALog.withProfile(new InMemoryLogStore());

    @AfterEach
    void close() {
        log.close();
    }

    private void assertRefused(String field, Envelope statement) {
        var refusal = ALog.refusal(log.submit(NORTH, statement).getFirst());
        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(log.sequencer.tail().tree().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-30, 30})
    void a_minute_of_another_month_gets_no_leaf(long days) {
        Instant minute = START.plus(Duration.ofDays(days));

        assertRefused("minute_millis", AStatement.journalRoot(NORTH, minute, START));
    }

    @Test
    void a_window_long_past_gets_no_leaf() {
        log.clock.moveTo(START.plus(A_MONTH));

        assertRefused("window_start_millis", AStatement.pairDigest(NORTH, SOUTH, "list", START));
        assertRefused("window_start_millis", AStatement.sheetRoot(NORTH, Direction.INJECTION, 1, START));
    }

    @Test
    void what_has_its_leaf_is_answered_as_ever_and_equivocation_is_still_found() {
        Envelope statement = AStatement.pairDigest(NORTH, SOUTH, "list", START);
        var receipt = log.receipt(NORTH, statement);
        log.clock.moveTo(START.plus(A_MONTH));

        assertThat(log.receipt(NORTH, statement)).isEqualTo(receipt);
        assertThat(ALog.refusal(log.submit(NORTH, AStatement.pairDigest(NORTH, SOUTH, "another", START))
                                .getFirst())
                        .reason())
                .isEqualTo(Reason.EQUIVOCATION);
    }
}
