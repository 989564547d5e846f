package io.gridpact.arbiter.log;

import static io.gridpact.arbiter.log.ALog.NORTH;
import static io.gridpact.arbiter.log.ALog.SOUTH;
import static io.gridpact.arbiter.log.ALog.START;
import static io.gridpact.arbiter.network.AStatement.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.arbiter.log.InMemoryLogStore.Failing;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.merkle.ConsistencyProof;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SequencerTest {

    /// SEALED digests of the tests' window are due 15 minutes less 10 before it.
    private static final Instant SEALED_DUE = WINDOW.minus(Duration.ofMinutes(5));

    private static final Instant SETTLED_DUE = WINDOW.plus(Duration.ofHours(7));

    private final InMemoryLogStore store = new InMemoryLogStore();
    private final ALog log = ALog.withProfile(store);

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void leaves_are_numbered_in_the_order_of_the_request_and_carry_the_clocks_time() {
        List<SubmitOutcome> outcomes = log.submit(NORTH, minute(0), minute(1));
        log.moveTo(START.plusSeconds(60));
        LogReceipt later = log.receipt(NORTH, minute(2));

        LogReceipt first = ALog.receipt(outcomes.get(0));
        assertThat(first.leafIndex()).isZero();
        assertThat(first.loggedAt()).isEqualTo(START);
        assertThat(first.includedBy()).isEqualTo(START.plusSeconds(60));
        assertThat(ALog.receipt(outcomes.get(1)).leafIndex()).isEqualTo(1);
        assertThat(later.leafIndex()).isEqualTo(2);
        assertThat(later.loggedAt()).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void the_same_statement_twice_in_one_request_has_one_leaf_and_one_receipt() {
        List<SubmitOutcome> outcomes = log.submit(NORTH, minute(0), minute(0));

        assertThat(ALog.receipt(outcomes.get(1))).isEqualTo(ALog.receipt(outcomes.get(0)));
        assertThat(store.head().size()).isEqualTo(1);
    }

    @Test
    void a_different_second_statement_is_refused_and_both_are_kept() {
        Envelope other = AStatement.journalRoot(NORTH, START, START, "other");

        log.submit(NORTH, minute(0));

        assertThat(ALog.refusal(log.submit(NORTH, other).getFirst()).reason()).isEqualTo(Reason.EQUIVOCATION);
        assertThat(ALog.receipt(log.submit(NORTH, minute(0)).getFirst()).leafIndex())
                .isZero();
        assertThat(store.head().size()).isEqualTo(1);
        store.eachEquivocation(kept -> assertThat(kept.statementDigest()).isEqualTo(other.digest()));
        assertThat(log.findings()).isEmpty();
    }

    @Test
    void two_different_statements_in_one_request_are_equivocation_too() {
        Envelope other = AStatement.journalRoot(NORTH, START, START, "other");

        List<SubmitOutcome> outcomes = log.submit(NORTH, minute(0), other);

        assertThat(ALog.refusal(outcomes.get(1)).reason()).isEqualTo(Reason.EQUIVOCATION);
        assertThat(log.findings()).isEmpty();
    }

    @Test
    void the_same_key_of_two_senders_has_two_leaves() {
        log.submit(NORTH, minute(0));
        log.submit(SOUTH, AStatement.journalRoot(SOUTH, START, START));

        assertThat(store.head().size()).isEqualTo(2);
    }

    @Test
    void statements_that_are_not_the_senders_or_malformed_are_refused() {
        Envelope own = minute(0);
        Envelope twice = own.with(own.signatures().getFirst());
        Envelope unknownType = Envelopes.sign("gridpact/order/v1", own.payload(), NORTH.signer());
        Envelope forSouth = Envelopes.sign(
                own.payloadType(), AStatement.journalRoot(SOUTH, START, START).payload(), NORTH.signer());
        Envelope stranger = AStatement.pairDigest(NORTH, AParty.utility("nowhere"), "a", START);
        Envelope secondInjection = AStatement.sheetRoot(NORTH, Direction.INJECTION, 2, START);

        assertThat(log.submit(NORTH, twice, unknownType, forSouth, stranger, secondInjection).stream()
                        .map(outcome -> ALog.refusal(outcome).reason() + " "
                                + ALog.refusal(outcome).field()))
                .containsExactly(
                        "INVALID_REQUEST signatures",
                        "INVALID_REQUEST payload_type",
                        "SIGNATURE_INVALID utility",
                        "INVALID_REQUEST peer",
                        "INVALID_REQUEST revision");
        assertThat(ALog.refusal(log.submit(SOUTH, own).getFirst()).reason()).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(store.head().size()).isZero();
    }

    @Test
    void equal_digests_match_and_unequal_ones_mismatch_and_a_utility_matches_itself() {
        log.submit(
                NORTH,
                AStatement.pairDigest(NORTH, SOUTH, "same", START),
                AStatement.pairDigest(NORTH, SOUTH, PairStage.SETTLED, 1, "one", START),
                AStatement.pairDigest(NORTH, NORTH, "alone", START));
        log.submit(
                SOUTH,
                AStatement.pairDigest(SOUTH, NORTH, "same", START),
                AStatement.pairDigest(SOUTH, NORTH, PairStage.SETTLED, 1, "other", START));

        assertThat(log.flags())
                .extracting(Flag::kind)
                .containsExactly(PairStanding.MATCHED, PairStanding.MATCHED, PairStanding.MISMATCHED);
        assertThat(log.sequencer.tail().count(PairStanding.MATCHED)).isEqualTo(2);
        assertThat(log.sequencer.tail().count(PairStanding.MISMATCHED)).isEqualTo(1);
        assertThat(log.findings()).isEmpty();
    }

    @Test
    void a_mended_pair_matches_under_the_next_number_and_the_mismatch_stays() {
        log.submit(NORTH, AStatement.pairDigest(NORTH, SOUTH, PairStage.SEALED, 1, "one", START));
        log.submit(SOUTH, AStatement.pairDigest(SOUTH, NORTH, PairStage.SEALED, 1, "other", START));
        log.submit(NORTH, AStatement.pairDigest(NORTH, SOUTH, PairStage.SEALED, 2, "mended", START));
        log.submit(SOUTH, AStatement.pairDigest(SOUTH, NORTH, PairStage.SEALED, 2, "mended", START));

        assertThat(log.sequencer.tail().count(PairStanding.MISMATCHED)).isEqualTo(1);
        assertThat(log.sequencer.tail().count(PairStanding.MATCHED)).isEqualTo(1);
    }

    @Test
    void a_digest_that_is_alone_past_deadline_and_watermark_is_unpaired_and_a_late_partner_mends_it() {
        log.submit(NORTH, AStatement.pairDigest(NORTH, SOUTH, "same", START));
        log.sequencer.runDue();
        assertThat(log.sequencer.nextDue()).contains(SEALED_DUE);

        log.moveTo(SEALED_DUE);
        assertThat(log.flags()).as("south has not said that it is complete").isEmpty();

        log.submit(SOUTH, AStatement.journalRoot(SOUTH, START, SEALED_DUE));
        log.sequencer.runDue();
        assertThat(log.flags()).extracting(Flag::kind).containsExactly(PairStanding.UNPAIRED);
        assertThat(log.sequencer.tail().count(PairStanding.UNPAIRED)).isEqualTo(1);

        log.submit(SOUTH, AStatement.pairDigest(SOUTH, NORTH, "same", SEALED_DUE));
        assertThat(log.flags()).extracting(Flag::kind).containsExactly(PairStanding.UNPAIRED, PairStanding.MATCHED);
        assertThat(log.sequencer.tail().count(PairStanding.UNPAIRED)).isZero();
        assertThat(log.sequencer.tail().count(PairStanding.MATCHED)).isEqualTo(1);
        assertThat(log.findings()).isEmpty();
    }

    @Test
    void a_settled_digest_waits_for_the_settlement_deadline() {
        log.submit(NORTH, AStatement.pairDigest(NORTH, SOUTH, PairStage.SETTLED, 1, "a", START));
        log.submit(SOUTH, AStatement.journalRoot(SOUTH, START, SETTLED_DUE));

        log.moveTo(SETTLED_DUE.minusMillis(1));
        assertThat(log.flags()).isEmpty();
        log.moveTo(SETTLED_DUE);
        assertThat(log.flags()).extracting(Flag::kind).containsExactly(PairStanding.UNPAIRED);
    }

    @Test
    void without_a_profile_nothing_is_ever_unpaired_until_one_is_given() {
        InMemoryLogStore other = new InMemoryLogStore();
        try (ALog without = ALog.on(other)) {
            without.submit(NORTH, AStatement.pairDigest(NORTH, SOUTH, "a", START));
            without.submit(SOUTH, AStatement.journalRoot(SOUTH, START, SETTLED_DUE));
            without.moveTo(SETTLED_DUE);
            assertThat(without.flags()).isEmpty();

            without.members.putProfile(AStatement.profile(NORTH));
            assertThat(without.sequencer.idle()).isFalse();
            without.sequencer.runDue();
            assertThat(without.flags()).extracting(Flag::kind).containsExactly(PairStanding.UNPAIRED);
        }
    }

    @Test
    void when_idle_a_checkpoint_covers_every_leaf_and_extends_the_one_before() {
        log.submit(NORTH, minute(0), minute(1), minute(2));
        log.sequencer.runDue();
        StoredCheckpoint first = log.proofs.checkpoint();
        log.submit(NORTH, minute(3), minute(4));
        log.sequencer.runDue();
        StoredCheckpoint second = log.proofs.checkpoint();

        assertThat(log.sequencer.idle()).isTrue();
        assertThat(second.treeSize()).isEqualTo(5);
        assertThat(ConsistencyProof.verify(3, first.root(), 5, second.root(), log.proofs.consistency(3, 5)))
                .isTrue();
    }

    @Test
    void a_checkpoint_is_signed_every_minute_idle_or_not() {
        log.sequencer.runDue();
        long before = log.proofs.checkpoint().number();

        log.moveTo(START.plusSeconds(59));
        assertThat(log.proofs.checkpoint().number()).isEqualTo(before);
        log.moveTo(START.plusSeconds(60));
        assertThat(log.proofs.checkpoint().number()).isEqualTo(before + 1);
        assertThat(log.proofs.checkpoint().treeSize()).isZero();
    }

    @Test
    void a_proof_beyond_the_last_checkpoint_is_refused() {
        log.submit(NORTH, minute(0));
        log.sequencer.runDue();

        assertThat(log.proofs.inclusion(0, 1).path()).isEmpty();
        assertRefused(Reason.INVALID_REQUEST, () -> log.proofs.inclusion(0, 2));
        assertRefused(Reason.INVALID_REQUEST, () -> log.proofs.inclusion(1, 1));
        assertRefused(Reason.INVALID_REQUEST, () -> log.proofs.inclusion(-1, 1));
        assertRefused(Reason.INVALID_REQUEST, () -> log.proofs.consistency(0, 1));
        assertRefused(Reason.INVALID_REQUEST, () -> log.proofs.consistency(1, 2));
    }

    @Test
    void a_store_that_fails_makes_the_log_unavailable_and_nothing_is_lost_or_doubled_when_it_is_back() {
        log.submit(NORTH, minute(0));
        store.fail(Failing.BEFORE_WRITING);
        assertRefused(Reason.UNAVAILABLE, () -> log.submit(NORTH, minute(1)));
        assertRefused(Reason.UNAVAILABLE, () -> log.submit(NORTH, minute(1)));
        assertThat(log.sequencer.status()).isInstanceOf(LogStatus.Unreachable.class);

        store.fail(Failing.NEVER);
        assertThat(log.receipt(NORTH, minute(1)).leafIndex()).isEqualTo(1);
    }

    @Test
    void a_batch_whose_commit_was_in_doubt_is_answered_with_what_was_stored() {
        store.fail(Failing.AFTER_WRITING);
        LogReceipt doubted = log.receipt(NORTH, minute(0));

        store.fail(Failing.NEVER);

        assertThat(log.receipt(NORTH, minute(0))).isEqualTo(doubted);
        assertThat(store.head().size()).isEqualTo(1);
        assertThat(log.findings()).isEmpty();
    }

    private static Envelope minute(int number) {
        return AStatement.journalRoot(NORTH, START.plusSeconds(60L * number), START);
    }

    private static void assertRefused(Reason reason, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().reason())
                .isEqualTo(reason));
    }
}
