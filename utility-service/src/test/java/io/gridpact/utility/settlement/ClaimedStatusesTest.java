package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusStanding.Verdict;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.status.v1.ShownStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sides that log their sheet root in time and show no status, or a wrong one: it is claimed through the arbiter, and
/// either comes that way or the trade's side counts as silent, at both utilities (PROTOCOL.md, section 8.5).
class ClaimedStatusesTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant ELEVEN = TEN.plusSeconds(60);
    private static final Instant END = ANetwork.WINDOW.end();
    private static final Instant SELLERS_DUE = END.plus(Duration.ofHours(2));
    private static final Instant BUYERS_DUE = END.plus(Duration.ofHours(4));
    private static final Instant SETTLEMENT_DUE = END.plus(Duration.ofHours(6));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration UNTIL_CLAIMED = Duration.ofMinutes(15);
    private static final Duration UNTIL_DECIDED = Duration.ofMinutes(45);

    private final ANetwork network = ANetwork.of("north", "south", "east");

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @Test
    void a_status_that_is_lost_on_the_way_comes_through_the_arbiter_which_forgets_it() {
        ATrade trade = trade();
        network.linkedBy("north", nothingTaken());

        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 2);

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 2000 2000 0.2500 600 600");
        assertThat(network.claimBox().verdicts()).containsExactly(Verdict.SHOWN);
        assertThat(network.claimBox().kept()).isZero();
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_sellers_status_that_nobody_deposits_counts_as_none_and_holds_nobody_else_up() {
        AMeter silent = network.sellerAt("north");
        AMeter other = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromSilent = network.trade(silent, buyer, 4_000, TEN);
        ATrade fromOther = network.trade(other, buyer, 3_000, ELEVEN);
        network.injects(silent, 4_000);
        network.injects(other, 3_000);
        network.consumes(buyer, 5_000);
        network.expectRefusals();
        network.linkedBy("north", nothingTaken());
        network.claimBox().deposited(shown -> {
            throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
        });

        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 1);
        assertThat(fromOther.heldBy(network.at("south"))).startsWith("DELIVERED");
        pass(SELLERS_DUE.plus(UNTIL_DECIDED), 2);

        assertThat(fromOther.settled()).isEqualTo("SETTLED 3000 3000 3000 0.3750 0 0");
        assertThat(fromSilent.settled()).isEqualTo("SETTLED 0 0 0 0.0000 3600 0");
        assertThat(network.claimBox().verdicts()).containsExactly(Verdict.UNANSWERED);
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void garbage_that_is_deposited_counts_as_nothing() {
        ATrade trade = trade();
        network.linkedBy("north", nothingTaken());
        network.claimBox().deposited(ClaimedStatusesTest::damaged);

        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 1);
        pass(SELLERS_DUE.plus(UNTIL_DECIDED), 2);

        assertThat(network.claimBox().verdicts()).containsExactly(Verdict.INVALID);
        assertThat(trade.settled()).isEqualTo("SETTLED 0 0 0 0.0000 3600 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void the_status_of_another_trade_answers_for_none() {
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade first = network.trade(seller, buyer, 4_000, TEN);
        ATrade second = network.trade(seller, buyer, 1_000, ELEVEN);
        network.injects(seller, 5_000);
        network.consumes(buyer, 5_000);
        network.expectRefusals();
        network.linkedBy("north", nothingTaken());
        ShownStatus[] one = new ShownStatus[1];
        network.claimBox().deposited(shown -> one[0] = one[0] == null ? shown : one[0]);

        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 1);
        pass(SELLERS_DUE.plus(UNTIL_DECIDED), 2);

        assertThat(network.claimBox().verdicts()).containsExactlyInAnyOrder(Verdict.SHOWN, Verdict.INVALID);
        assertThat(List.of(first.settled(), second.settled()))
                .containsAnyOf("SETTLED 0 0 0 0.0000 3600 0", "SETTLED 0 0 0 0.0000 900 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_buyers_status_that_nobody_deposits_is_imputed_from_the_sellers() {
        ATrade trade = trade();
        network.linkedBy("south", nothingTaken());
        network.claimBox().deposited(ClaimedStatusesTest::damaged);

        pass(BUYERS_DUE.plus(UNTIL_CLAIMED), 1);
        assertThat(trade.heldBy(network.at("north"))).startsWith("ALLOCATED 3000 null null");
        assertThat(trade.heldBy(network.at("south"))).startsWith("ALLOCATED 3000 2000 null");
        pass(BUYERS_DUE.plus(UNTIL_DECIDED), 2);

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 3000 3000 0.3750 600 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_seller_that_was_away_while_its_status_was_claimed_learns_so_when_it_is_back() {
        ATrade trade = trade();
        network.linkedBy("north", nothingTaken());
        network.settle();
        network.goesAway("north");
        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 1);
        pass(SELLERS_DUE.plus(UNTIL_DECIDED), 1);
        network.comesBack("north");

        pass(SELLERS_DUE.plus(UNTIL_DECIDED).plus(StoreClaims.ASK_AGAIN.multipliedBy(2)), 2);

        assertThat(trade.settled()).isEqualTo("SETTLED 0 0 0 0.0000 3600 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_claimant_that_was_away_takes_what_was_deposited_for_it() {
        ATrade trade = trade();
        network.linkedBy("north", nothingTaken());
        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 0);
        network.goesAway("south");
        pass(SELLERS_DUE.plus(UNTIL_CLAIMED).plus(MINUTE), 1);
        network.comesBack("south");
        pass(SELLERS_DUE.plus(UNTIL_DECIDED), 2);

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 2000 2000 0.2500 600 600");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void while_the_arbiter_is_away_nothing_is_decided_and_after_it_everything() {
        ATrade trade = trade();
        network.linkedBy("north", nothingTaken());
        network.settle();
        network.moveTo(SELLERS_DUE);
        network.settle();
        network.arbiter().goDown();
        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 2);
        assertThat(network.claimBox().size()).isZero();
        network.arbiter().comeBack();

        pass(SELLERS_DUE.plus(UNTIL_DECIDED), 2);

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 2000 2000 0.2500 600 600");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_claim_for_what_the_claimant_has_is_answered_and_changes_nothing() {
        ATrade trade = trade();
        network.arbiter().refuseToAnswer(ANetwork.WINDOW.start());
        pass(SELLERS_DUE.plus(UNTIL_CLAIMED).minus(MINUTE), 0);

        claimFalsely(StatusClaim.subject(terms(trade)));
        pass(SELLERS_DUE.plus(UNTIL_DECIDED), 2);
        assertThat(network.claimBox().verdicts()).containsExactly(Verdict.SHOWN);
        network.arbiter().answerAgain(ANetwork.WINDOW.start());
        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 2000 2000 0.2500 600 600");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_claim_about_no_trade_of_the_other_side_is_nothing_to_it() {
        ATrade trade = trade();
        network.arbiter().refuseToAnswer(ANetwork.WINDOW.start());
        pass(SELLERS_DUE.plus(UNTIL_CLAIMED).minus(MINUTE), 0);

        claimFalsely(StatusClaim.subject(terms(trade).cappedAt(3_999)));
        pass(SELLERS_DUE.plus(UNTIL_DECIDED).plus(MINUTE), 2);
        assertThat(network.claimBox().verdicts()).containsExactly(Verdict.UNANSWERED);
        network.arbiter().answerAgain(ANetwork.WINDOW.start());
        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 2000 2000 0.2500 600 600");
        assertThat(network.findings()).isEmpty();
    }

    /// The buyer's utility, once it may.
    private void claimFalsely(Digest subject) {
        network.moveTo(SELLERS_DUE.plus(UNTIL_CLAIMED));
        byte[] payload = StatusClaimWire.claimPayload(
                "south", "north", Direction.INJECTION, ANetwork.WINDOW.start(), subject, new byte[16]);
        Envelope claim = Envelopes.sign(
                StatusClaim.PAYLOAD_TYPE, payload, network.at("south").signer());
        assertThat(network.claimBox().linkOf("south").claim(List.of(claim))).containsExactly(Optional.empty());
    }

    private static SideTerms terms(ATrade trade) {
        return new SideTerms(
                trade.order(),
                0,
                TradeRole.SELLER,
                trade.seller().utility().id(),
                trade.seller().keyId(),
                trade.window(),
                trade.quantityWh(),
                trade.quantityWh());
    }

    @Test
    void who_settles_in_time_claims_nothing() {
        ATrade trade = trade();

        network.settle();
        pass(SELLERS_DUE.plus(UNTIL_CLAIMED), 1);
        pass(SETTLEMENT_DUE, 1);

        assertThat(trade.settled()).startsWith("SETTLED 3000 2000");
        assertThat(network.claimBox().size()).isZero();
    }

    private ATrade trade() {
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 4_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 2_000);
        network.expectRefusals();
        return trade;
    }

    /// Everybody works, at each deadline that has passed until then, and each time that they ask again from then on.
    private void pass(Instant to, int turns) {
        network.settle();
        for (Instant due : List.of(SELLERS_DUE, BUYERS_DUE)) {
            if (due.isAfter(network.clock().instant()) && due.isBefore(to)) {
                network.moveTo(due);
                network.settle();
                network.moveTo(due.plus(MINUTE));
                network.settle();
            }
        }
        for (int turn = 0; turn <= turns; turn++) {
            network.moveTo(to.plus(StoreClaims.ASK_AGAIN.multipliedBy(turn)));
            network.settle();
        }
    }

    private static StatusLink nothingTaken() {
        return new StatusLink() {
            @Override
            public void deliver(String utility, Iterator<StatusPart> parts) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
            }

            @Override
            public int held(String utility, Instant windowStart, List<Digest> pages) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
            }
        };
    }

    private static ShownStatus damaged(ShownStatus shown) {
        byte[] payload = shown.getStatus().getPayload().toByteArray();
        payload[payload.length - 1] ^= 1;
        return shown.toBuilder()
                .setStatus(shown.getStatus().toBuilder().setPayload(ByteString.copyFrom(payload)))
                .build();
    }
}
