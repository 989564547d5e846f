package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.junit.jupiter.api.Test;

class ParsedKeysTest {

    private final ParsedKeys keys = new ParsedKeys();

    @Test
    void the_same_bytes_give_the_same_key_and_others_another() {
        byte[] bytes = encoded(1);

        PublicKey first = PublicKey.ed25519(bytes);

        assertThat(PublicKey.ed25519(bytes.clone())).isSameAs(first);
        assertThat(PublicKey.ed25519(encoded(2))).isNotEqualTo(first);
    }

    @Test
    void bytes_that_change_in_the_callers_hands_do_not_change_a_key() {
        byte[] bytes = encoded(3);
        PublicKey key = PublicKey.ed25519(bytes);

        bytes[0] ^= 1;
        key.bytes()[0] ^= 1;

        assertThat(key.bytes()).isEqualTo(encoded(3));
        assertThat(PublicKey.ed25519(encoded(3))).isSameAs(key);
    }

    @Test
    void what_is_no_key_is_refused_each_time() {
        byte[] small = new byte[PublicKey.ED25519_BYTES];
        small[0] = 1;

        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> PublicKey.ed25519(small)).isInstanceOf(MalformedKeyException.class);
        }
    }

    @Test
    void the_least_recently_used_is_forgotten_beyond_the_bound() {
        PublicKey kept = PublicKey.ed25519(encoded(0));
        keys.remember(kept);
        for (int seed = 1; seed <= ParsedKeys.MAX_KEYS; seed++) {
            assertThat(keys.find(encoded(0))).containsSame(kept);
            keys.remember(PublicKey.ed25519(encoded(seed)));
        }

        assertThat(keys.size()).isEqualTo(ParsedKeys.MAX_KEYS);
        assertThat(keys.find(encoded(1))).isEmpty();
        assertThat(keys.find(encoded(0))).containsSame(kept);
    }

    private static byte[] encoded(int seed) {
        byte[] secret = ByteBuffer.allocate(32).putInt(seed).array();
        return new Ed25519PrivateKeyParameters(secret).generatePublicKey().getEncoded();
    }
}
