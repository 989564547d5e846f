package io.gridpact.protocol.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DigestTest {

    private static final String HEX = "80ff0000000000000000000000000000000000000000000000000000000000a1";

    @Test
    void bytes_are_copied_in_and_out() {
        byte[] bytes = Digest.ofHex(HEX).bytes();
        Digest digest = Digest.of(bytes);
        bytes[0] = 0;
        digest.bytes()[1] = 0;

        assertThat(digest).isEqualTo(Digest.ofHex(HEX)).hasSameHashCodeAs(Digest.ofHex(HEX));
        assertThat(digest).hasToString(HEX);
        assertThat(digest.prefix()).isEqualTo("80ff0000");
    }

    @Test
    void order_is_that_of_unsigned_bytes() {
        Digest low = Digest.ofHex("7f".repeat(32));

        assertThat(Digest.ofHex(HEX)).isGreaterThan(low);
        assertThat(low).isLessThan(Digest.ofHex(HEX)).isEqualByComparingTo(Digest.ofHex("7f".repeat(32)));
    }

    @Test
    void bits_count_from_the_most_significant() {
        Digest digest = Digest.ofHex(HEX);

        assertThat(digest.bit(0)).isTrue();
        assertThat(digest.bit(1)).isFalse();
        assertThat(digest.bit(8)).isTrue();
        assertThat(digest.bit(254)).isFalse();
        assertThat(digest.bit(255)).isTrue();
    }

    @Test
    void any_other_length_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.of(new byte[31]));
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.of(new byte[33]));
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofHex("zz".repeat(32)));
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofHex("00"));
    }
}
