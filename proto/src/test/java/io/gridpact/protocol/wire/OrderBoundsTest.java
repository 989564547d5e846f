package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.QueryRules;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateAttestation;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.quantity.Price;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is just within a bound of orders, updates and queries is taken, and what is just beyond it is not.
class OrderBoundsTest {

    private static final Order ORDER = ANetwork.made(ANetwork.draft()).order();
    private static final Update UPDATE = UpdateWire.update(UpdateVectors.update());

    @ParameterizedTest(name = "{0} Wh at {1} EUR a kWh")
    @CsvSource({
        "0, 0.125, INVALID_ORDER quantity_wh",
        "1, 0.125, accepted",
        "1000000000000, 0.125, accepted",
        "1000000000001, 0.125, INVALID_ORDER quantity_wh",
        // 999999999999999999 EUR, the most that a settlement's amount can say
        "3000000000, 333333333333.333333, accepted",
        "3000000000, 333333333333.333334, INVALID_ORDER price_per_kwh"
    })
    void a_quantity_and_its_price(long quantityWh, BigDecimal price, String outcome) {
        Order order = new Order(
                ORDER.digest(),
                ORDER.orderId(),
                ORDER.buyerPlatform(),
                ORDER.sellerPlatform(),
                ORDER.buyerUtility(),
                ORDER.sellerUtility(),
                ORDER.buyer(),
                ORDER.seller(),
                ORDER.window(),
                quantityWh,
                new Price("EUR", price),
                ORDER.created(),
                ORDER.expires(),
                ORDER.mode());

        assertThat(VectorFile.outcome(OrderRules.shape(order))).isEqualTo(outcome);
    }

    /// It was made at 07:58, and its gate closes at 11:45.
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2026-06-01T07:52:59.999Z, INVALID_ORDER created_millis",
        "2026-06-01T07:53:00Z, accepted",
        "2026-06-01T11:44:59.999Z, accepted",
        "2026-06-01T11:45:00Z, WINDOW_CLOSED follows_window_start_millis",
        "2026-06-02T07:58:00Z, WINDOW_CLOSED follows_window_start_millis",
        "2026-06-02T07:58:00.001Z, INVALID_ORDER created_millis"
    })
    void an_update_comes(Instant now, String outcome) {
        assertThat(VectorFile.outcome(UpdateRules.timely(UPDATE, ANetwork.PROFILE, now)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2026-06-01T07:52:59.999Z, INVALID_PROOF seller_attestation.logged_at_millis",
        "2026-06-01T07:53:00Z, accepted",
        "2026-06-01T11:44:59.999Z, accepted",
        "2026-06-01T11:45:00Z, INVALID_PROOF seller_attestation.logged_at_millis"
    })
    void an_update_is_attested(Instant loggedAt, String outcome) {
        assertThat(VectorFile.outcome(UpdateRules.answer(
                        UPDATE,
                        ORDER,
                        TradeRole.SELLER,
                        attested(loggedAt),
                        ANetwork.PROFILE,
                        loggedAt,
                        ANetwork.DIRECTORY,
                        ANetwork.VERIFIER)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2026-06-01T08:00:00Z, accepted",
        "2026-06-01T07:55:00Z, accepted",
        "2026-06-01T07:54:59.999Z, INVALID_PROOF seller_attestation.logged_at_millis"
    })
    void an_attestation_of_an_update_is_handed_over(Instant now, String outcome) {
        assertThat(VectorFile.outcome(
                        UpdateRules.handedOver(TradeRole.SELLER, attested(Instant.parse("2026-06-01T08:00:00Z")), now)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest(name = "expires at {0}")
    @CsvSource({
        "2026-06-01T08:00:00Z, INVALID_REQUEST expires_millis",
        "2026-06-01T08:00:00.001Z, accepted",
        "2026-06-01T08:15:00Z, accepted",
        "2026-06-01T08:15:00.001Z, INVALID_REQUEST expires_millis"
    })
    void a_query_is_asked_at_eight(Instant expires, String outcome) {
        PlatformQuery.Question question = new PlatformQuery.TradeQuestion(ORDER.digest());
        PlatformQuery draft = new PlatformQuery(Unsigned.DIGEST, "sunbird", "north", expires, question);
        Envelope envelope = Envelopes.sign(
                PlatformQuery.PAYLOAD_TYPE,
                QueryWire.payload(draft, ANetwork.salt("query")),
                ANetwork.signer("sunbird"));

        assertThat(VectorFile.outcome(QueryRules.verify(
                        QueryWire.query(envelope),
                        envelope,
                        "north",
                        ANetwork.NOW,
                        ANetwork.DIRECTORY,
                        ANetwork.VERIFIER)))
                .isEqualTo(outcome);
    }

    private static SignedUpdateAttestation attested(Instant loggedAt) {
        UpdateAttestation draft = UpdateAttestation.attests(UPDATE.digest(), "north", TradeRole.SELLER, loggedAt);
        return UpdateWire.signed(Envelopes.sign(
                UpdateAttestation.PAYLOAD_TYPE,
                UpdateWire.payload(draft, ANetwork.salt("attestation")),
                ANetwork.signer("north")));
    }
}
