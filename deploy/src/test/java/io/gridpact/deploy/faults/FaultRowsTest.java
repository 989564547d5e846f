package io.gridpact.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.bench.BenchNetwork;
import io.gridpact.deploy.client.EnrolmentClient.Ledger;
import io.gridpact.deploy.network.NetworkFile.DeadlineTerms;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.directory.v1.LedgerLine;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusDeadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultRowsTest {

    private static final Digest TRADE = Hash.sha256(new byte[] {1});
    private static final OrderLine LINE = new BenchNetwork(2, 1, Duration.ofHours(1)).line(0, Instant.EPOCH);
    private static final FaultRow GOOD = new FaultRow("kill/x", 1, 24, 0, 0, List.of());

    private static Ledger ledger(String utility, String... states) {
        return new Ledger(
                utility,
                List.of(states).stream()
                        .map(state -> LedgerLine.newBuilder()
                                .setOrderDigest(ByteString.copyFrom(TRADE.bytes()))
                                .setState(state)
                                .build())
                        .toList(),
                0);
    }

    private static TradeCount count(Ledger... ledgers) {
        return TradeCount.of(Map.of(TRADE, LINE), Set.of(), Set.of(TRADE), List.of(ledgers));
    }

    @Test
    void a_trade_that_both_have_settled_is_there_once() {
        TradeCount count = count(ledger("north", "SETTLED"), ledger("south", "SETTLED"));

        assertThat(count.lost()).isEmpty();
        assertThat(count.doubled()).isEmpty();
    }

    @Test
    void an_acknowledged_trade_that_one_side_lacks_is_lost_once() {
        assertThat(count(ledger("north", "SETTLED"), ledger("south")).lost()).hasSize(1);
        assertThat(count(ledger("north"), ledger("south")).lost()).hasSize(1);
    }

    @Test
    void an_acknowledged_trade_that_one_side_calls_void_is_lost() {
        assertThat(count(ledger("north", "VOID"), ledger("south", "SETTLED")).lost())
                .singleElement()
                .asString()
                .contains("VOID at north");
    }

    @Test
    void a_trade_whose_cancelling_was_acknowledged_is_lost_unless_both_have_cancelled_it() {
        assertThat(TradeCount.of(
                                Map.of(TRADE, LINE),
                                Set.of(TRADE),
                                Set.of(TRADE),
                                List.of(ledger("north", "CANCELLED"), ledger("south", "CANCELLED")))
                        .lost())
                .isEmpty();
        assertThat(TradeCount.of(
                                Map.of(TRADE, LINE),
                                Set.of(TRADE),
                                Set.of(TRADE),
                                List.of(ledger("north", "CANCELLED"), ledger("south", "SETTLED")))
                        .lost())
                .singleElement()
                .asString()
                .contains("SETTLED at south");
    }

    @Test
    void a_trade_twice_in_one_ledger_is_doubled() {
        assertThat(count(ledger("north", "SETTLED", "SETTLED"), ledger("south", "SETTLED"))
                        .doubled())
                .hasSize(1);
    }

    @Test
    void a_trade_that_nobody_sent_is_doubled() {
        assertThat(TradeCount.of(Map.of(), Set.of(), Set.of(), List.of(ledger("north", "SETTLED")))
                        .doubled())
                .hasSize(1);
    }

    @Test
    void a_row_passes_only_if_the_fault_happened_and_trades_were_made() {
        assertThat(GOOD.passes()).isTrue();
        assertThat(new FaultRow("kill/x", 0, 24, 0, 0, List.of()).passes()).isFalse();
        assertThat(new FaultRow("kill/x", 1, 0, 0, 0, List.of()).passes()).isFalse();
        assertThat(new FaultRow("kill/x", 1, 24, 1, 0, List.of()).passes()).isFalse();
        assertThat(new FaultRow("kill/x", 1, 24, 0, 1, List.of()).passes()).isFalse();
        assertThat(new FaultRow("kill/x", 1, 24, 0, 0, List.of("something")).passes())
                .isFalse();
        assertThat(FaultRow.impossible("disk/full", "no").passes()).isFalse();
    }

    @Test
    void rounds_of_one_fault_add_up_and_one_bad_round_fails_the_row() {
        FaultRow sum = GOOD.and(new FaultRow("kill/x", 1, 20, 1, 0, List.of("gone")));

        assertThat(sum).isEqualTo(new FaultRow("kill/x", 2, 44, 1, 0, List.of("gone")));
        assertThat(sum.passes()).isFalse();
        assertThat(GOOD.and(FaultRow.impossible("kill/x", "broke off")).passes())
                .isFalse();
    }

    @Test
    void faults_are_chosen_by_kind_or_by_the_beginning_of_their_names() {
        assertThat(Fault.named(List.of())).isEqualTo(Fault.all());
        assertThat(Fault.named(List.of("postgres")))
                .extracting(Fault::name)
                .containsExactly("postgres/restart", "postgres/crash");
        assertThat(Fault.named(List.of("link/arbiter/reset", "disk")))
                .extracting(Fault::name)
                .containsExactly("link/arbiter/reset", "disk/full");
        assertThatThrownBy(() -> Fault.named(List.of("kil"))).hasMessageContaining("kil");
    }

    @Test
    void a_round_has_at_most_one_kill_in_each_phase_and_no_two_that_exclude_each_other() {
        List<List<Fault>> rounds = Trial.rounds(Fault.all(), false);

        assertThat(rounds.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(Fault.all());
        for (List<Fault> round : rounds) {
            for (Fault one : round) {
                assertThat(round.stream().filter(other -> other != one))
                        .allSatisfy(other -> assertThat(one.goesWith(other)).isTrue());
            }
        }
        assertThat(rounds.size()).isLessThan(Fault.all().size() / 2);
        assertThat(Trial.rounds(Fault.all(), true))
                .allSatisfy(round -> assertThat(round).hasSize(1));
    }

    /// Else no round could have a status claimed.
    @Test
    void the_deadlines_of_the_ground_leave_time_to_claim_a_sellers_status_and_a_buyers() {
        DeadlineTerms minutes = TrialGround.DEADLINES;
        Instant end = Instant.EPOCH;
        StatusDeadlines due = new StatusDeadlines(
                end.plus(Duration.ofMinutes(minutes.sellerStatusAfterEnd())),
                end.plus(Duration.ofMinutes(minutes.buyerStatusAfterEnd())),
                end.plus(Duration.ofMinutes(minutes.settlementAfterEnd())));

        assertThat(Direction.values()).allSatisfy(direction -> assertThat(
                        Duration.between(StatusClaim.from(direction, due), StatusClaim.until(direction, due)))
                .isGreaterThanOrEqualTo(Round.CLAIMED_FOR));
    }

    @Test
    void every_fault_has_a_name_of_its_own() {
        assertThat(Fault.all()).extracting(Fault::name).doesNotHaveDuplicates();
    }
}
