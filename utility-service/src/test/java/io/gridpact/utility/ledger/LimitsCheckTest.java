package io.gridpact.utility.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Findings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // set before each test
class LimitsCheckTest {

    private AStoredLedger stored;

    @BeforeEach
    void aTradeThatIsPendingOneThatWasRefusedAndOneThatIsLocal() {
        stored = AStoredLedger.started();
        stored.limit(AnOrder.SELLER, Direction.INJECTION, 12_000);
        stored.mandate(AnOrder.SELLER, "sunbird", Direction.INJECTION, 12_000);
        stored.limit(AnOrder.BUYER, Direction.CONSUMPTION, 12_000);
        stored.mandate(AnOrder.BUYER, "helio", Direction.CONSUMPTION, 12_000);
        stored.ledger().attest(AnAnswer.attested(AnOrder.ofItsOwn()));
        AnOrder refused = AnOrder.ofItsOwn().of(1_000);
        stored.ledger().attest(AnAnswer.attested(refused));
        stored.ledger().release(refused.digest(), AnAnswer.refuses(refused, TradeRole.BUYER, Reason.UNKNOWN_METER, ""));
        stored.ledger()
                .attest(AnAnswer.attested(AnOrder.ofItsOwn().from("south").of(2_000)));
        stored.ledger().attest(AnAnswer.attested(AnOrder.ofItsOwn().of(9_000)));
    }

    @AfterEach
    void stop() {
        stored.close();
    }

    @Test
    void limits_that_are_used_as_trades_say_hold() {
        Findings findings = Findings.of(new LimitsCheck(stored.reader(), stored.clock()));

        assertThat(findings.rules()).isEmpty();
        assertThat(findings.checked()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            less is used than traded        | update limit_account set used_wh = used_wh - 1 where platform = 'sunbird'
            more is used than traded        | update limit_account set used_wh = used_wh + 1 where platform = ''
            a trade became void by itself   | update trade set state = 'VOID' where state = 'PENDING'
            a refused trade lives again     | update trade set state = 'PENDING' where state = 'REFUSED'
            an account is gone              | delete from limit_account where platform = 'helio'
            """)
    void a_planted_fault_is_found(String situation, String tampering) {
        stored.database().execute(tampering);

        assertThat(Findings.of(new LimitsCheck(stored.reader(), stored.clock())).rules())
                .as(situation)
                .contains("limit-used-equals-live-trades");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an account allows more      | update limit_account set max_wh = max_wh + 1 where platform = ''
            an account allows less      | update limit_account set max_wh = max_wh - 1 where platform = 'sunbird'
            a limit was lowered past it | update customer_limit set limit_wh_per_day = 11000
            a mandate was withdrawn     | delete from mandate where platform = 'helio'
            """)
    void an_account_that_is_counted_against_another_limit_is_found(String situation, String tampering) {
        stored.database().execute(tampering);

        assertThat(Findings.of(new LimitsCheck(stored.reader(), stored.clock())).rules())
                .as(situation)
                .contains("limit-in-force");
    }

    @Test
    void what_was_attested_as_exceeding_a_limit_is_no_fault() {
        stored.ledger().attest(AnAnswer.attested(AnOrder.ofItsOwn().of(20_000).in(ConfirmationMode.NON_BLOCKING)));

        assertThat(stored.database().number("select max(breach_wh) from limit_account where platform = ''"))
                .isEqualTo(15_000);
        assertThat(Findings.of(new LimitsCheck(stored.reader(), stored.clock())).rules())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            more is let pass than was signed   | update limit_account set breach_wh = breach_wh + 1
            what is beyond it is not counted   | update limit_account set max_wh = used_wh, breach_wh = 0
            no attestation says that it is     | update trade set seller_beyond_limit = false, buyer_beyond_limit = false
            """)
    void a_breach_that_nobody_signed_is_found(String situation, String tampering) {
        stored.ledger().attest(AnAnswer.attested(AnOrder.ofItsOwn().of(20_000).in(ConfirmationMode.NON_BLOCKING)));
        stored.database().execute(tampering);

        assertThat(Findings.of(new LimitsCheck(stored.reader(), stored.clock())).rules())
                .as(situation)
                .containsAnyOf("limit-exceeded-as-signed", "limit-in-force");
    }

    @Test
    void more_than_the_limit_is_found_where_the_database_let_it_pass() {
        stored.database().execute("alter table limit_account drop constraint limit_holds");
        stored.database().execute("update limit_account set max_wh = 1 where platform = ''");

        assertThat(Findings.of(new LimitsCheck(stored.reader(), stored.clock())).rules())
                .contains("limit-holds");
    }
}
