package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Findings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradesCheckTest {

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");

    @BeforeEach
    void tradesInSeveralStates() {
        network.traded(5_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(3_600));
        network.traded(4_000);
        north.confirm(AnOrder.ofItsOwn().soldThrough("nova"));
        north.confirm(AnOrder.ofItsOwn().boughtThrough("nova"));
        network.cutOff("south");
        north.confirm(AnOrder.ofItsOwn());
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void trades_as_they_were_signed_hold() {
        Findings findings = Findings.of(check());

        assertThat(findings.rules()).isEmpty();
        assertThat(findings.checked()).isEqualTo(5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a quantity was altered           | update trade set quantity_wh = quantity_wh + 1                       | trade-says-what-was-signed
            a price was altered              | update trade set price = price * 2                                   | trade-says-what-was-signed
            a window was moved               | update trade set window_start = window_start - 3600000               | trade-says-what-was-signed
            a platform was replaced          | update trade set buyer_platform = 'nova' where state = 'PENDING'      | trade-says-what-was-signed
            a meter was replaced             | update trade set seller_meter = buyer_meter                          | trade-says-what-was-signed
            an attestation's digest differs  | update trade set seller_attestation_digest = order_digest            | trade-says-what-was-signed
            the order's bytes were altered   | update trade set consented_order = set_byte(consented_order, 400, get_byte(consented_order, 400) # 1) | trade-
            the order's bytes were cut       | update trade set consented_order = substring(consented_order from 1 for 60) | trade-can-be-read
            an attestation was altered       | update trade set buyer_attestation = set_byte(buyer_attestation, 60, get_byte(buyer_attestation, 60) # 1) | trade-
            an attestation of the other side | update trade set buyer_attestation = seller_attestation, buyer_attestation_digest = seller_attestation_digest | trade-signatures-verify
            a receipt of another trade       | update trade set receipt = (select receipt from trade t where t.quantity_wh = 4000) where quantity_wh = 5000 and receipt is not null | trade-signatures-verify
            a refused trade is sealed        | update trade set state = 'SEALED' where state = 'REFUSED'            | trade-state-is-signed
            an unanswered trade is sealed    | update trade set state = 'SEALED' where buyer_attestation is null and state = 'PENDING' | trade-state-is-signed
            """)
    void a_planted_fault_is_found(String situation, String tampering, String rule) {
        north.stored.database().execute(tampering);

        assertThat(Findings.of(check()).rules()).as(situation).anyMatch(found -> found.startsWith(rule));
    }

    private TradesCheck check() {
        return new TradesCheck(ANetwork.DIRECTORY, ANetwork.VERIFIER, north.stored.reader());
    }
}
