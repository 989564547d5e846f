package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CallerShareTest {

    private final AtomicLong nanos = new AtomicLong();
    private final CallerShare.HeldByAll all = new CallerShare.HeldByAll(1_500);

    private CallerShare share(int callsPerSecond, int ordersInWork, int heldBytes) {
        return new CallerShare(new RateLimit(callsPerSecond, 4, 10, ordersInWork, heldBytes), all, nanos::get);
    }

    private static void assertExhausted(ThrowingCallable asked) {
        assertThatThrownBy(asked).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().reason())
                .isEqualTo(Reason.RESOURCE_EXHAUSTED));
    }

    @Test
    void orders_of_a_stream_draw_on_the_rate_of_calls() {
        CallerShare share = share(2, 100, 1);
        share.beginCall();
        for (int order = 0; order < 3; order++) {
            share.beginOrder();
        }
        assertExhausted(share::beginOrder);
        assertExhausted(share::beginCall);

        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        share.beginOrder();
        assertExhausted(share::beginOrder);
    }

    @Test
    void who_brings_bad_signatures_is_refused_until_they_are_paid_for_and_never_longer_than_a_burst_takes() {
        RateLimit limit = new RateLimit(2, 4, 10, 100, 1, 3);
        CallerShare share = new CallerShare(limit, all, nanos::get);
        share.beginOrder();
        share.badSignature();
        assertExhausted(share::beginOrder);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        share.beginOrder();

        for (int forged = 0; forged < 1_000; forged++) {
            share.badSignature();
        }
        // Two bursts of four, from the least to the most, at two a second; all but the last call of the first.
        nanos.addAndGet(Duration.ofMillis(2_000).toNanos());
        assertExhausted(share::beginCall);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        share.beginCall();
        assertExhausted(share::beginCall);
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        for (int call = 0; call < 4; call++) {
            share.beginCall();
        }
        assertExhausted(share::beginCall);
    }

    @Test
    void another_is_not_slower_for_it() {
        RateLimit limit = new RateLimit(2, 4, 10, 100, 1, 3);
        CallerShare forger = new CallerShare(limit, all, nanos::get);
        CallerShare honest = new CallerShare(limit, all, nanos::get);
        forger.badSignature();
        forger.badSignature();
        assertExhausted(forger::beginCall);
        assertThatCode(honest::beginCall).doesNotThrowAnyException();
    }

    @Test
    void orders_in_work_are_bounded_and_make_room_when_they_end() {
        CallerShare share = share(2, 2, 1);
        share.beginOrder();
        share.beginOrder();
        assertExhausted(share::beginOrder);

        share.endOrders(2);
        assertThatCode(share::beginOrder).doesNotThrowAnyException();
    }

    @Test
    void bytes_are_bounded_for_one_and_for_all_and_a_refusal_holds_nothing() {
        CallerShare one = share(1, 1, 1_000);
        CallerShare other = share(1, 1, 1_000);
        one.hold(1_000);
        assertExhausted(() -> one.hold(1));
        assertExhausted(() -> other.hold(501));
        other.hold(500);

        one.release(1_000);
        assertThatCode(() -> one.hold(1_000)).doesNotThrowAnyException();
    }
}
