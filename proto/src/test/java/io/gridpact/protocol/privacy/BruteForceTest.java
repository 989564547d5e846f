package io.gridpact.protocol.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.FixedRandom;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.directory.EnrolledCustomer;
import io.gridpact.protocol.envelope.Hpke;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.wire.Fields;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every hash that an outsider holds, against one who knows everything but the random bytes in it: who trades, with
/// whom, when, every price, quantity and reading that there can be, every customer by name, and all salts of other
/// things. With the salt the guess succeeds, so that these tests can fail; without it no guess does.
///
/// The closing tests are of the few hashes that have no random bytes of their own: what they give away, and to whom,
/// says README.md under "What hashes hide".
class BruteForceTest {

    private static final int SALT_BITS = 128;

    /// Sealing is slow; the 18th is the one.
    private static final int SEALED_CUSTOMERS = 20;

    static Stream<Guessing> hashes() {
        return Stream.of(
                // The arbiter's.
                Guessing.of("an attestation in a logged journal root", Facts.trades(), Facts::journalRoot),
                Guessing.of("an order in a sealed pair digest", Facts.trades(), Facts::sealedPair),
                Guessing.of("an attestation in a sealed pair digest", Facts.trades(), Facts::sealedPairOfAKnownOrder),
                Guessing.of("an order in a settled pair digest", Facts.trades(), Facts::settledPair),
                Guessing.of("the reading of a utility's only meter in a sheet root", Facts.trades(), Facts::sheetRoot),
                Guessing.of(
                        "the lines of a utility's only meter in a sheet root",
                        Facts.trades(),
                        Facts::sheetRootOfAKnownReading),
                Guessing.of("an order in a deposit's leaf", Facts.trades(), Facts::depositLeaf),
                Guessing.of("an order in a claim's subject", Facts.trades(), Facts::claimSubject),
                // The counterparty's.
                Guessing.of(
                        "another trade of the meter in a sheet's sibling", Facts.trades(), Facts::siblingOfAKnownOrder),
                Guessing.of("another meter's reading in a sheet map's sibling", Facts.trades(), Facts::mapSibling),
                Guessing.of("another trade in a journal path's sibling", Facts.trades(), Facts::attestation),
                Guessing.of("the customer of an enrolment", Facts.customers(), Facts::enrolledCustomer),
                // The gateway's, the other platform's and the counterparty's.
                Guessing.of("the customer of an order's side", Facts.customers(), Facts::customerCommitment),
                Guessing.of("the terms of an agreement in an attestation", Facts.trades(), Facts::agreement),
                // Whoever is told a digest alone, as in a log line or a reference.
                Guessing.of("an order by its digest", Facts.trades(), Facts::order),
                Guessing.of("a reading by its digest", Facts.trades(), Facts::reading));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hashes")
    void is_guessed_with_its_salt_and_not_without(Guessing guessing) {
        byte[] salt = Facts.salt("the one that counts");
        Digest held = guessing.hash().of(guessing.secret(), salt);

        assertThat(guessing.find(held, salt)).as("with the salt").contains(guessing.secret());
        for (byte[] other : Facts.saltsThatAnAttackerHas()) {
            assertThat(guessing.find(held, other)).as("without it").isEmpty();
        }
    }

    @Test
    void whatever_is_believed_has_at_least_128_random_bits() {
        assertThat(List.of(
                        Fields.MIN_SALT_BYTES,
                        SheetLeaf.SALT_BYTES,
                        CustomerOpening.SALT_BYTES,
                        EnrolledCustomer.SALT_BYTES))
                .allSatisfy(bytes -> assertThat(bytes * Byte.SIZE).isGreaterThanOrEqualTo(SALT_BITS));
    }

    /// The gateway relays it. Its random bytes are the key pair that its maker throws away.
    @Test
    void a_sealed_opening_is_guessed_with_its_makers_key_pair_and_not_without() {
        byte[] recipient = HpkePrivateKey.of(Facts.salt("south")).publicKey();
        byte[] aad = CustomerCommitment.openingAad(Facts.ORDER_ID, TradeRole.BUYER, "helio", "south");
        byte[] ephemeral = Facts.salt("ephemeral");
        Digest held = sealed(recipient, aad, "customer-17", ephemeral);

        List<String> customers = Facts.customers().subList(0, SEALED_CUSTOMERS);
        assertThat(customers.stream().anyMatch(customer -> sealed(recipient, aad, customer, ephemeral)
                        .equals(held)))
                .isTrue();
        for (byte[] other : Facts.saltsThatAnAttackerHas()) {
            assertThat(customers.stream().anyMatch(customer -> sealed(recipient, aad, customer, other)
                            .equals(held)))
                    .isFalse();
        }
    }

    private static Digest sealed(byte[] recipient, byte[] aad, String customer, byte[] ephemeral) {
        byte[] opening = Hash.utf8(customer);
        return CustomerCommitment.openingDigest(Hpke.seal(recipient, aad, opening, new FixedRandom(ephemeral)));
    }

    /// A meter's key has no salt: it is itself 32 bytes that nobody can guess, and whoever knows it may know whose
    /// fingerprint it is.
    @Test
    void a_meters_fingerprint_is_known_to_whoever_knows_the_meters_key_alone() {
        Digest held = Facts.meter("meter of customer-17").id().value();

        assertThat(Facts.meter("meter of customer-17").id().value()).isEqualTo(held);
        assertThat(Facts.customers()).allSatisfy(customer -> assertThat(
                        Hash.tagged("key").text("ED25519").text(customer).finish())
                .isNotEqualTo(held));
    }

    /// Named in README.md: a minute that held nothing but what the arbiter was sent would say so, were it not for the
    /// random digest in it.
    @Test
    void a_minute_without_a_random_digest_tells_the_arbiter_that_no_order_was_attested_in_it() {
        Digest known = Hash.sha256(Hash.utf8("a pair digest that the arbiter was sent"));
        Digest random = Hash.sha256(Facts.salt("the minute's"));

        assertThat(Facts.minute(List.of(known))).isEqualTo(Facts.minute(List.of(known)));
        assertThat(Facts.minute(List.of(known, random)))
                .isNotEqualTo(Facts.minute(List.of(known)))
                .isNotEqualTo(Facts.minute(List.of(known, known)));
    }

    /// Named in README.md: an empty list has nothing random in it.
    @Test
    void limit_the_arbiter_can_tell_that_a_list_is_empty() {
        Digest held = PairDigests.of("north", "south", Facts.WINDOW.start(), PairStage.SEALED, 1, List.of(), 0);

        assertThat(PairDigests.of("south", "north", Facts.WINDOW.start(), PairStage.SEALED, 1, List.of(), 0))
                .isEqualTo(held);
    }

    /// Named in README.md: whoever knows an order's digest, because it was shown the order, finds the settlement of it
    /// where that is the only one of its pair and window.
    @Test
    void limit_the_arbiter_can_tell_what_came_of_the_only_trade_that_was_deposited_with_it() {
        Digest order = Facts.order(Facts.SECRET, Facts.salt("order"));
        Digest held = Facts.settledPairOf(order, 4_200, 3_900);

        assertThat(IntStream.rangeClosed(0, 50)
                        .mapToLong(hundreds -> hundreds * 100L)
                        .anyMatch(seller -> IntStream.rangeClosed(0, 50)
                                .mapToLong(hundreds -> hundreds * 100L)
                                .anyMatch(buyer -> Facts.settledPairOf(order, seller, buyer)
                                        .equals(held))))
                .isTrue();
    }
}
