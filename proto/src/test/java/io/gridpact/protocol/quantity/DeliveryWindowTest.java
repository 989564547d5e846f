package io.gridpact.protocol.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryWindowTest {

    private static final Instant NOON = Instant.parse("2026-06-21T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource(textBlock = """
            2026-06-21T12:00:00Z,     PT1H,  true
            2026-06-21T12:15:00Z,     PT1H,  false
            2026-06-21T12:15:00Z,     PT15M, true
            2026-06-21T13:00:00Z,     PT2H,  false
            2026-06-21T14:00:00Z,     PT2H,  true
            1969-12-31T23:00:00Z,     PT1H,  true
            1969-12-31T23:10:00Z,     PT1H,  false
            2026-06-21T12:00:00.001Z, PT1H,  false
            2026-06-21T12:00:00.0001Z, PT1H, false
            """)
    void windows_begin_at_multiples_of_their_length(Instant start, Duration length, boolean isWindow) {
        assertThat(DeliveryWindow.isWindow(start, length)).isEqualTo(isWindow);
    }

    @Test
    void the_end_is_not_in_the_window() {
        DeliveryWindow window = DeliveryWindow.startingAt(NOON, HOUR);

        assertThat(window.contains(NOON)).isTrue();
        assertThat(window.contains(NOON.plus(HOUR).minusMillis(1))).isTrue();
        assertThat(window.contains(NOON.plus(HOUR))).isFalse();
        assertThat(window.length()).isEqualTo(HOUR);
    }

    @ParameterizedTest(name = "{0} to {1} names {2}")
    @CsvSource(textBlock = """
            2026-06-21T12:00:00.0000001Z, 2026-06-21T13:00:00Z,        start
            2026-06-21T12:00:00Z,         2026-06-21T13:00:00.000001Z, end
            2026-06-21T12:00:00Z,         2026-06-21T12:00:00Z,        end
            2026-06-21T12:00:00Z,         2026-06-21T11:00:00Z,        end
            """)
    void is_refused_with_the_fields_name(Instant start, Instant end, String field) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeliveryWindow(start, end))
                .withMessageStartingWith(field + ":");
    }

    @Test
    void a_length_is_a_positive_number_of_milliseconds() {
        assertThatIllegalArgumentException().isThrownBy(() -> DeliveryWindow.isWindow(NOON, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> DeliveryWindow.isWindow(NOON, HOUR.negated()));
        assertThatIllegalArgumentException().isThrownBy(() -> DeliveryWindow.isWindow(NOON, HOUR.plusNanos(1)));
    }

    @Test
    void instants_that_do_not_fit_epoch_milliseconds_are_refused() {
        assertThat(Instants.requireMillis(NOON)).isEqualTo(NOON);
        assertThatIllegalArgumentException().isThrownBy(() -> Instants.requireMillis(Instant.MAX));
        assertThatIllegalArgumentException().isThrownBy(() -> Instants.requireMillis(Instant.MIN));
        assertThatIllegalArgumentException().isThrownBy(() -> Instants.requireMillis(NOON.plusNanos(1)));
    }
}
