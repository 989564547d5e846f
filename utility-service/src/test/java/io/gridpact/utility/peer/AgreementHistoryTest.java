package io.gridpact.utility.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.SettlementMode;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.refusal.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgreementHistoryTest {

    private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
    private static final Agreement FIRST = from(MAY, "profile", "arbiter");
    private static final Agreement SECOND = from(JUNE, "profile", "arbiter");

    private static Digest digest(String of) {
        return Hash.sha256(Hash.utf8(of));
    }

    private static Agreement from(Instant validFrom, String profile, String arbiter) {
        Price free = new Price("EUR", BigDecimal.ZERO);
        return new Agreement(
                digest(validFrom + profile + arbiter),
                "north",
                "south",
                digest(profile),
                new KeyId(digest("north root")),
                new KeyId(digest("south root")),
                ConfirmationMode.BLOCKING,
                SettlementMode.DIRECT,
                "EUR",
                free,
                free,
                arbiter,
                validFrom);
    }

    @Test
    void in_force_is_the_last_whose_validity_has_begun() {
        AgreementHistory history = AgreementHistory.of(FIRST).with(SECOND);

        assertThat(history.inForce(MAY.minusMillis(1))).isEmpty();
        assertThat(history.inForce(MAY)).contains(FIRST);
        assertThat(history.inForce(JUNE.minusMillis(1))).contains(FIRST);
        assertThat(history.inForce(JUNE)).contains(SECOND);
    }

    @Test
    void the_order_in_which_they_are_read_does_not_matter() {
        assertThat(AgreementHistory.of(SECOND).with(FIRST))
                .isEqualTo(AgreementHistory.of(FIRST).with(SECOND));
    }

    @Test
    void the_same_again_changes_nothing() {
        AgreementHistory history = AgreementHistory.of(FIRST).with(SECOND);

        assertThat(refusedField(history, FIRST)).isEmpty();
        assertThat(history.with(FIRST)).isEqualTo(history);
    }

    @Test
    void one_that_follows_begins_later_under_the_same_profile_and_arbiter() {
        AgreementHistory history = AgreementHistory.of(FIRST);

        assertThat(refusedField(history, SECOND)).isEmpty();
        assertThat(refusedField(history, from(MAY, "profile", "another"))).isEqualTo("agreement.valid_from_millis");
        assertThat(refusedField(history, from(JUNE, "another", "arbiter"))).isEqualTo("agreement.profile_digest");
        assertThat(refusedField(history, from(JUNE, "profile", "another"))).isEqualTo("agreement.arbiter");
    }

    private static String refusedField(AgreementHistory history, Agreement next) {
        return history.successor(next) instanceof Verdict.Refused(var refusal) ? refusal.field() : "";
    }
}
