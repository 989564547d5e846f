package io.gridpact.protocol.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepositDeadlineTest {

    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            deadline with the arbiter there            | -20  | 40   | 50   | 0
            deadline with a checkpoint at the start    | 0    | 4000 | 4000 | 0
            deadline with a silence of ten minutes     | -300 | 300  | 300  | 0
            deadline with a silence of ten minutes and a second | -300 | 301 | 400 | 3901
            deadline while a silence lasts             | -300 | -    | 900  | 4500
            deadline with no checkpoint yet            | -    | 900  | 900  | 0
            deadline before the windows start          | -900 | -    | -10  | 0
            """)
    void golden(String situation, Long before, Long after, long now, long deadline) {
        Instant found = DepositDeadline.of(START, at(before), at(after), START.plusSeconds(now));

        assertThat(found).isEqualTo(START.plusSeconds(deadline));
        VectorFile file = VectorFile.of(situation).with("window_start", START);
        at(before).ifPresent(instant -> file.with("checkpoint_before", instant));
        at(after).ifPresent(instant -> file.with("checkpoint_after", instant));
        file.with("now", START.plusSeconds(now)).with("deadline", found).check("sealing", situation);
    }

    private static Optional<Instant> at(Long seconds) {
        return Optional.ofNullable(seconds).map(START::plusSeconds);
    }
}
