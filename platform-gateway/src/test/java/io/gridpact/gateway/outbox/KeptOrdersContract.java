package io.gridpact.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.hash.Hash;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every place for kept orders does.
public abstract class KeptOrdersContract {

    private static final Instant NOW = Instant.parse("2098-06-01T08:00:00Z");

    protected abstract KeptOrders kept();

    @AfterEach
    void nothingWaits() {
        kept().removeExpired(Instant.parse("2100-01-01T00:00:00Z"));
    }

    private static KeptOrder order(String name, String platform, String utility, long untilSeconds) {
        return new KeptOrder(
                Hash.sha256(Hash.utf8(name)),
                platform,
                utility,
                ByteString.copyFromUtf8("order " + name),
                NOW.plusSeconds(untilSeconds));
    }

    @Test
    void orders_wait_for_their_utility_in_the_order_in_which_they_came() {
        KeptOrder second = order("second", "helio", "far-north", 60);
        KeptOrder first = order("first", "helio", "far-north", 60);
        assertThat(kept().keep(first, NOW)).isTrue();
        assertThat(kept().keep(second, NOW.plusMillis(1))).isTrue();
        assertThat(kept().keep(order("other", "helio", "far-south", 60), NOW)).isTrue();

        assertThat(kept().utilities()).containsExactly("far-north", "far-south");
        assertThat(kept().of("far-north", 10)).containsExactly(first, second);
        assertThat(kept().of("far-north", 1)).containsExactly(first);
        kept().remove(first.order());
        assertThat(kept().of("far-north", 10)).containsExactly(second);
    }

    @Test
    void an_order_that_comes_again_is_kept_once() {
        KeptOrder order = order("one", "helio", "far-north", 60);
        kept().keep(order, NOW);

        assertThat(kept().keep(order, NOW.plusSeconds(1))).isTrue();

        assertThat(kept().size()).isEqualTo(1);
    }

    @Test
    void what_has_expired_is_removed() {
        kept().keep(order("short", "helio", "far-north", 60), NOW);
        kept().keep(order("long", "helio", "far-north", 61), NOW);

        assertThat(kept().removeExpired(NOW.plusSeconds(60))).isEqualTo(1);

        assertThat(kept().of("far-north", 10)).extracting(KeptOrder::until).containsExactly(NOW.plusSeconds(61));
    }

    @Test
    void one_platform_cannot_take_the_place_of_all() {
        for (int i = 0; i < KeptOrders.MAX_OF_PLATFORM; i++) {
            kept().keep(order("helio " + i, "helio", "far-north", 60), NOW);
        }

        assertThat(kept().keep(order("one more", "helio", "far-north", 60), NOW))
                .isFalse();
        assertThat(kept().keep(order("helio 0", "helio", "far-north", 60), NOW)).isTrue();
        assertThat(kept().keep(order("of another", "sunbird", "far-north", 60), NOW))
                .isTrue();
        assertThat(kept().utilities()).isEqualTo(List.of("far-north"));
    }
}
