package io.gridpact.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.check.NetworkCheck.Finding;
import io.gridpact.deploy.client.EnrolmentClient.Ledger;
import io.gridpact.directory.v1.LedgerLine;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairLedgersTest {

    private static final ByteString ORDER = ByteString.copyFrom(new byte[32]);

    private static LedgerLine line(String peer, String state, String attestation, String settlement) {
        return LedgerLine.newBuilder()
                .setOrderDigest(ORDER)
                .setPeer(peer)
                .setState(state)
                .addAttestationDigests(ByteString.copyFromUtf8(attestation))
                .setSettlementDigest(ByteString.copyFromUtf8(settlement))
                .build();
    }

    private static List<String> rules(List<LedgerLine> north, List<LedgerLine> south) {
        return PairLedgers.compare(new Ledger("north", north, 1), new Ledger("south", south, 1)).stream()
                .map(Finding::rule)
                .toList();
    }

    @Test
    void the_same_trade_on_both_sides_is_no_finding() {
        assertThat(rules(List.of(line("south", "SETTLED", "a", "s")), List.of(line("north", "ALLOCATED", "a", "s"))))
                .isEmpty();
    }

    @Test
    void a_trade_sealed_on_one_side_only_is_found() {
        assertThat(rules(List.of(line("south", "SEALED", "a", "")), List.of()))
                .containsExactly("sealed-in-both-or-neither");
        assertThat(rules(List.of(), List.of(line("north", "SEALED", "a", ""))))
                .containsExactly("sealed-in-both-or-neither");
    }

    @Test
    void a_trade_refused_on_one_side_only_is_no_finding() {
        assertThat(rules(List.of(line("south", "REFUSED", "a", "")), List.of())).isEmpty();
    }

    @Test
    void trades_with_a_third_utility_are_not_looked_at() {
        assertThat(rules(List.of(line("east", "SEALED", "a", "")), List.of())).isEmpty();
    }

    @Test
    void other_attestations_and_other_settlements_are_found() {
        assertThat(rules(List.of(line("south", "SETTLED", "a", "s")), List.of(line("north", "SETTLED", "b", "t"))))
                .containsExactly("sealed-with-the-same-attestations", "settled-alike");
    }
}
