package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementChecksTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @ParameterizedTest(name = "{0} is found: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a reading's energy        | update reading set energy_wh = energy_wh + 1              | reading-says-what-was-signed
            a reading's place         | update reading set journal_index = journal_index + 1      | reading-in-journal
            a line                    | update allocation set allocated_wh = 4000                 | line-by-the-rule
            a leaf's salt             | update allocation set leaf_salt = sha256('x')             | sheet-from-lines
            a sheet                   | update sheet set sheet_digest = sha256('x')               | sheet-root-from-sheets
            a trade's figure          | update trade set seller_wh = 5001                         | settlement-digest-from-figures
            a settlement              | update trade set settlement_digest = sha256('x')          | settled-digest-from-settlements
            an amount                 | update trade set amount = 1                               | settled-is-the-smaller
            a peer's figure           | update peer_status set allocated_wh = 1                   | status-on-its-page
            a page as it came         | update peer_status_page set content = sha256(content)       | page-as-it-came
            a count                   | update settlement_side set peer_figures = 0               | figures-counted
            """)
    void a_change_of_the_rows(String what, String change, String rule) {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        network.trade(seller, buyer, 5_000, TEN);
        network.injects(seller, 6_000);
        network.consumes(buyer, 6_000);
        network.settle();

        network.at("north").update(change);

        assertThat(network.at("north").findings()).as(what).contains(rule);
    }
}
