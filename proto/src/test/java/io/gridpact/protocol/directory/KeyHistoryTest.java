package io.gridpact.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What keys a participant has had, and what revoking one does to what it signed.
class KeyHistoryTest {

    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");
    private static final Instant REVOKED = Instant.parse("2026-03-01T12:00:00Z");
    private static final SigningKey OLD = key(1, JANUARY, JULY);
    private static final SigningKey NEW = key(2, JUNE, JULY.plus(Duration.ofDays(365)));
    private static final KeyId OLD_ID = OLD.key().id();

    @Test
    void a_key_may_sign_from_its_first_instant_on_and_in_its_last_no_more() {
        SigningKey key = new SigningKey(OLD.key(), JANUARY, JUNE);

        assertThat(key.validAt(JANUARY.minusMillis(1))).isFalse();
        assertThat(key.validAt(JANUARY)).isTrue();
        assertThat(key.validAt(JUNE.minusMillis(1))).isTrue();
        assertThat(key.validAt(JUNE)).isFalse();
    }

    @Test
    void both_keys_sign_while_they_overlap() {
        KeyHistory keys = KeyHistory.of(List.of(OLD)).with(List.of(OLD, NEW));

        assertThat(keys.keys()).containsExactly(OLD, NEW);
        assertThat(keys.signingKey(OLD_ID, JUNE)).isPresent();
        assertThat(keys.signingKey(NEW.key().id(), JUNE)).isPresent();
        assertThat(keys.signingKey(OLD_ID, JULY)).isEmpty();
        assertThat(keys.signingKey(NEW.key().id(), JUNE.minusMillis(1))).isEmpty();
    }

    @Test
    void a_descriptor_that_leaves_a_key_out_or_shortens_it_ends_nothing() {
        SigningKey shortened = new SigningKey(OLD.key(), JANUARY, JANUARY.plusMillis(1));

        assertThat(KeyHistory.of(List.of(OLD)).with(List.of(NEW)).signingKey(OLD_ID, REVOKED))
                .isPresent();
        assertThat(KeyHistory.of(List.of(OLD)).with(List.of(shortened)).signingKey(OLD_ID, REVOKED))
                .isPresent();
    }

    @Test
    void a_revoked_key_signs_nothing_new_whatever_time_is_claimed() {
        KeyHistory keys = KeyHistory.of(List.of(OLD)).revoked(OLD_ID, REVOKED);

        assertThat(keys.signingKey(OLD_ID, REVOKED.plusSeconds(1))).isEmpty();
        assertThat(keys.signingKey(OLD_ID, JANUARY)).isEmpty();
        assertThat(keys.signsUntil(REVOKED)).isEmpty();
    }

    @Test
    void what_a_root_covers_that_was_logged_within_fifteen_minutes_stays() {
        KeyHistory keys = KeyHistory.of(List.of(OLD)).revoked(OLD_ID, REVOKED);
        Instant last = REVOKED.plus(Duration.ofMinutes(15));

        assertThat(keys.covering(JANUARY).signingKey(OLD_ID, JANUARY)).isPresent();
        assertThat(keys.covering(last).signingKey(OLD_ID, JANUARY)).isPresent();
        assertThat(keys.covering(last.plusMillis(1)).signingKey(OLD_ID, JANUARY))
                .isEmpty();
    }

    @Test
    void of_two_revocations_the_first_logged_counts() {
        KeyHistory keys =
                KeyHistory.of(List.of(OLD)).revoked(OLD_ID, REVOKED).revoked(OLD_ID, REVOKED.plus(Duration.ofDays(1)));

        assertThat(keys.revoked()).containsEntry(OLD_ID, REVOKED);
    }

    @Test
    void what_is_known_does_not_depend_on_what_comes_first() {
        long seed = 20260601;
        Random random = new Random(seed);
        List<SigningKey> keys = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            keys.add(key(i % 3, JANUARY.plus(Duration.ofDays(random.nextInt(90))), JULY));
        }
        KeyHistory first = grown(keys, random);
        for (int run = 0; run < 200; run++) {
            Collections.shuffle(keys, random);
            KeyHistory other = grown(keys, random);
            Instant at = JANUARY.plus(Duration.ofDays(random.nextInt(200)));
            KeyId keyId = keys.getFirst().key().id();
            assertThat(other.revoked()).as("seed %d", seed).isEqualTo(first.revoked());
            assertThat(other.unrevoked().signingKey(keyId, at))
                    .as("seed %d", seed)
                    .isEqualTo(first.unrevoked().signingKey(keyId, at));
        }
    }

    private static KeyHistory grown(List<SigningKey> keys, Random random) {
        KeyHistory history = KeyHistory.of(List.of());
        List<Integer> hours = new ArrayList<>(List.of(5, 1, 9));
        Collections.shuffle(hours, random);
        for (int i = 0; i < keys.size(); i++) {
            history = history.with(List.of(keys.get(i)));
            if (i < hours.size()) {
                history = history.revoked(OLD_ID, REVOKED.plus(Duration.ofHours(hours.get(i))));
            }
        }
        return history;
    }

    private static SigningKey key(int number, Instant from, Instant until) {
        byte[] seed = new byte[InMemorySigner.SEED_BYTES];
        seed[0] = (byte) number;
        return new SigningKey(InMemorySigner.ofSeed(seed).publicKey(), from, until);
    }
}
