package io.gridpact.protocol.wire;

import static io.gridpact.protocol.wire.ANetwork.AGREEMENT;
import static io.gridpact.protocol.wire.ANetwork.NOW;
import static io.gridpact.protocol.wire.ANetwork.PROFILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pure checks of section 5 that need more than the order's own bytes, at their edges; those that do not are in the
/// golden vectors.
class SectionFiveTest {

    private static final OrderWire.MadeOrder MADE = ANetwork.made(ANetwork.draft());

    private static final Order ORDER = MADE.order();

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            just before it expires,              2026-06-01T11:29:59.999Z, accepted
            when it expires,                     2026-06-01T11:30:00Z,     refused WINDOW_CLOSED expires_millis
            after gate closure,                  2026-06-01T11:45:00Z,     refused WINDOW_CLOSED expires_millis
            on a clock five minutes behind,      2026-06-01T07:50:00Z,     accepted
            on a clock further behind than that, 2026-06-01T07:49:59.999Z, refused INVALID_ORDER created_millis
            """)
    void an_order_comes(String situation, Instant now, String outcome) {
        assertThat(outcome(OrderRules.timely(ORDER, PROFILE, now))).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a day before it is asked for, 2026-05-31T08:00:00Z,     accepted
            longer ago than that,         2026-05-31T07:59:59.999Z, refused INVALID_ORDER created_millis
            """)
    void an_order_was_made(String situation, Instant created, String outcome) {
        assertThat(outcome(OrderRules.timely(with(created, ORDER.expires()), PROFILE, NOW)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            at once,                                     2026-06-01T08:00:01Z,     accepted
            on a clock five minutes behind,              2026-06-01T07:55:01Z,     accepted
            on a clock further behind than that,         2026-06-01T07:55:00.999Z, refused INVALID_PROOF \
            seller_attestation.logged_at_millis
            after an outage of hours,                    2026-06-01T11:29:00Z,     accepted
            when the key that signed it has expired,     2027-01-01T00:00:00Z,     refused SIGNATURE_INVALID \
            seller_attestation
            """)
    void an_attestation_is_handed_over(String situation, Instant now, String outcome) {
        SignedAttestation signed = AttestationWire.signed(SealedOrderVectors.sellerAttestation());

        assertThat(outcome(OrderRules.handedOver(
                        ORDER, TradeRole.SELLER, signed, now, ANetwork.DIRECTORY, ANetwork.VERIFIER)))
                .isEqualTo(outcome);
    }

    @Test
    void an_attestation_is_handed_over_with_one_key_that_was_valid_then_and_another_that_is_now() {
        Envelope first = SealedOrderVectors.sellerAttestation();
        Envelope both = first.with(
                Envelopes.signature(first.payloadType(), first.payload(), ANetwork.signer("the utility's next")));
        SignedAttestation signed = AttestationWire.signed(both);
        Instant next = Instant.parse("2026-06-01T09:00:00Z");
        Participant utility = ANetwork.participant(ORDER.sellerUtility());
        Participant rotated = new Participant(
                utility.id(),
                utility.role(),
                utility.endpoint(),
                utility.spiffeId(),
                utility.tlsKeyPins(),
                List.of(
                        new SigningKey(ANetwork.signer(utility.id()).publicKey(), ANetwork.YEAR_START, next),
                        new SigningKey(ANetwork.signer("the utility's next").publicKey(), next, ANetwork.YEAR_END)),
                utility.hpkeKey(),
                utility.rootSigningKey(),
                utility.revision() + 1);

        assertThat(outcome(OrderRules.handedOver(
                        ORDER,
                        TradeRole.SELLER,
                        signed,
                        next.plusSeconds(60),
                        id -> Optional.of(rotated),
                        ANetwork.VERIFIER)))
                .isEqualTo("refused SIGNATURE_INVALID seller_attestation");
    }

    @Test
    void an_order_may_expire_at_gate_closure_but_not_after() {
        assertThat(outcome(OrderRules.timely(expiring(ANetwork.GATE_CLOSURE), PROFILE, NOW)))
                .isEqualTo("accepted");
        assertThat(outcome(OrderRules.timely(expiring(ANetwork.GATE_CLOSURE.plusMillis(1)), PROFILE, NOW)))
                .isEqualTo("refused INVALID_ORDER expires_millis");
    }

    @Test
    void an_order_is_for_the_utilities_that_it_names_in_the_roles_that_it_gives_them() {
        assertThat(outcome(OrderRules.addressed(ORDER, "south", TradeRole.BUYER)))
                .isEqualTo("accepted");
        assertThat(outcome(OrderRules.addressed(ORDER, "south", TradeRole.SELLER)))
                .isEqualTo("refused INVALID_ORDER seller_utility");
        assertThat(outcome(OrderRules.addressed(ORDER, "east", TradeRole.BUYER)))
                .isEqualTo("refused INVALID_ORDER buyer_utility");
    }

    @Test
    void utilities_without_an_agreement_in_force_do_not_trade() {
        NetworkProfile otherProfile = new NetworkProfile(
                Unsigned.DIGEST,
                PROFILE.name(),
                PROFILE.windowLength(),
                PROFILE.allocationRule(),
                PROFILE.toleranceBasisPoints(),
                PROFILE.deadlines(),
                PROFILE.fallback(),
                PROFILE.finalityDays());

        assertThat(outcome(OrderRules.terms(ORDER, null, PROFILE, NOW))).isEqualTo("refused NO_AGREEMENT");
        assertThat(outcome(OrderRules.terms(ORDER, ANetwork.OWN_TERMS, PROFILE, NOW)))
                .isEqualTo("refused NO_AGREEMENT");
        assertThat(outcome(OrderRules.terms(ORDER, AGREEMENT, otherProfile, NOW)))
                .isEqualTo("refused NO_AGREEMENT");
        assertThat(outcome(OrderRules.terms(
                        ORDER, AGREEMENT, PROFILE, AGREEMENT.validFrom().minusMillis(1))))
                .isEqualTo("refused NO_AGREEMENT");
        assertThat(outcome(OrderRules.terms(ORDER, AGREEMENT, PROFILE, AGREEMENT.validFrom())))
                .isEqualTo("accepted");
    }

    @Test
    void a_damaged_opening_is_the_relays_fault_and_nobody_elses() {
        SealedBytes sealed = MADE.buyerOpening();
        byte[] ciphertext = sealed.ciphertext().clone();
        ciphertext[5] ^= 1;
        SealedBytes damaged = new SealedBytes(sealed.encapsulatedKey(), ciphertext);

        assertThat(outcome(OrderRules.opening(
                        ORDER,
                        TradeRole.BUYER,
                        damaged,
                        ANetwork.draft().buyer().opening())))
                .isEqualTo("refused INVALID_REQUEST buyer_opening");
    }

    @Test
    void an_opening_of_another_customer_than_was_committed_to_is_the_platforms_fault() {
        CustomerOpening committed = ANetwork.draft().seller().opening();
        CustomerOpening other = new CustomerOpening(committed.salt(), "customer-5");

        assertThat(outcome(OrderRules.opening(ORDER, TradeRole.SELLER, committed)))
                .isEqualTo("accepted");
        assertThat(outcome(OrderRules.opening(ORDER, TradeRole.SELLER, other)))
                .isEqualTo("refused UNKNOWN_CUSTOMER seller.customer_commitment");
        assertThat(outcome(OrderRules.opening(ORDER, TradeRole.BUYER, committed)))
                .isEqualTo("refused UNKNOWN_CUSTOMER buyer.customer_commitment");
    }

    @Test
    void an_opening_that_was_made_for_another_utility_does_not_open() {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class,
                () -> OpeningWire.open(ORDER, TradeRole.BUYER, MADE.buyerOpening(), ANetwork.hpkeKey("north")));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.UNKNOWN_CUSTOMER);
        assertThat(refused.refusal().field()).isEqualTo("buyer_opening");
    }

    @Test
    void an_opening_that_was_made_for_another_order_does_not_open() {
        OrderDraft draft = ANetwork.draft("helio", "sunbird", "south", "east");
        SealedBytes elsewhere = ANetwork.made(draft).sellerOpening();

        RefusedException refused = catchThrowableOfType(
                RefusedException.class,
                () -> OpeningWire.open(ORDER, TradeRole.SELLER, elsewhere, ANetwork.hpkeKey("east")));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.UNKNOWN_CUSTOMER);
    }

    @Test
    void half_a_minute_of_clock_drift_changes_nothing() {
        Instant ahead = ORDER.created().minus(Duration.ofSeconds(30));

        assertThat(outcome(OrderRules.timely(ORDER, PROFILE, ahead))).isEqualTo("accepted");
    }

    private static Order expiring(Instant expires) {
        return with(ORDER.created(), expires);
    }

    private static Order with(Instant created, Instant expires) {
        return new Order(
                ORDER.digest(),
                ORDER.orderId(),
                ORDER.buyerPlatform(),
                ORDER.sellerPlatform(),
                ORDER.buyerUtility(),
                ORDER.sellerUtility(),
                ORDER.buyer(),
                ORDER.seller(),
                ORDER.window(),
                ORDER.quantityWh(),
                ORDER.price(),
                created,
                expires,
                ORDER.mode());
    }

    private static String outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted ignored -> "accepted";
            case Verdict.Refused refused ->
                Vector.refusal(refused.refusal().reason(), refused.refusal().field());
        };
    }
}
