package io.gridpact.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkProfileTest {

    private static final NetworkProfile PROFILE = new NetworkProfile(
            Unsigned.DIGEST,
            "example",
            Duration.ofMinutes(60),
            AllocationRule.FIFO,
            1000,
            Deadlines.DEFAULT,
            MissingReadingFallback.NOTHING_INJECTED_ALL_CONSUMED,
            7);

    private static final DeliveryWindow NOON =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T12:00:00Z"), Duration.ofMinutes(60));

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "2026-06-01T12:00:00Z, 2026-06-01T13:00:00Z, true",
        "2026-06-01T23:00:00Z, 2026-06-02T00:00:00Z, true",
        "2026-06-01T12:00:00Z, 2026-06-01T14:00:00Z, false",
        "2026-06-01T12:00:00Z, 2026-06-01T12:30:00Z, false",
        "2026-06-01T12:30:00Z, 2026-06-01T13:30:00Z, false",
        "2026-06-01T12:00:00.001Z, 2026-06-01T13:00:00.001Z, false"
    })
    void has_windows_of_one_length_aligned_to_utc(Instant start, Instant end, boolean window) {
        assertThat(PROFILE.hasWindow(new DeliveryWindow(start, end))).isEqualTo(window);
    }

    @ParameterizedTest
    @CsvSource({"2026-06-01T12:00:00Z", "2026-06-01T12:59:59.999Z"})
    void every_instant_lies_in_one_window(Instant instant) {
        assertThat(PROFILE.windowAt(instant)).isEqualTo(NOON);
    }

    @Test
    void the_default_deadlines_are_those_of_section_4() {
        Deadlines deadlines = PROFILE.deadlines();

        assertThat(deadlines.gateClosure(NOON)).isEqualTo("2026-06-01T11:45:00Z");
        assertThat(deadlines.sealedDigestDue(NOON)).isEqualTo("2026-06-01T11:55:00Z");
        assertThat(deadlines.readingsDue(NOON)).isEqualTo("2026-06-01T14:00:00Z");
        assertThat(deadlines.sellerStatusDue(NOON)).isEqualTo("2026-06-01T15:00:00Z");
        assertThat(deadlines.buyerStatusDue(NOON)).isEqualTo("2026-06-01T17:00:00Z");
        assertThat(deadlines.settlementDue(NOON)).isEqualTo("2026-06-01T19:00:00Z");
        assertThat(deadlines.evidenceDue(NOON)).isEqualTo("2026-06-02T13:00:00Z");
    }
}
