package io.gridpact.utility.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.Findings;
import io.gridpact.utility.order.ASealingNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealedListsCheckTest {

    private final ASealingNetwork network = new ASealingNetwork();

    @BeforeEach
    void aSealedWindow() {
        network.traded(5_000);
        network.traded(4_000);
        network.advanceTo(ANetwork.WINDOW.start());
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void lists_as_they_were_declared_hold() {
        Findings findings = Findings.of(check());

        assertThat(findings.rules()).isEmpty();
        assertThat(findings.checked()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a trade was taken out of the list | update trade set sealed_number = null where quantity_wh = 4000 | sealed-digest-from-trades
            a trade was made larger           | update trade set quantity_wh = 6000 where quantity_wh = 5000   | sealed-digest-from-trades
            the digest was altered            | update pair_digest set concluded = false, own_digest = own_statement_digest | sealed-digest-from-trades
            the peer declared another         | update pair_digest set concluded = false, peer_digest = own_statement_digest | sealed-digests-equal
            """)
    void a_planted_fault_is_found(String situation, String tampering, String rule) {
        network.at("north").stored.database().execute(tampering);

        assertThat(Findings.of(check()).rules()).as(situation).contains(rule);
    }

    private SealedListsCheck check() {
        return new SealedListsCheck("north", network.at("north").stored.reader());
    }
}
