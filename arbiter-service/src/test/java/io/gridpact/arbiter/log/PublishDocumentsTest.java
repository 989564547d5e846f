package io.gridpact.arbiter.log;

import static io.gridpact.arbiter.log.ALog.NORTH;
import static io.gridpact.arbiter.log.ALog.SOUTH;
import static io.gridpact.arbiter.log.ALog.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.arbiter.member.InMemoryMemberStore;
import io.gridpact.arbiter.member.MemberStore.LoggedRevocation;
import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.network.ADatabase;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.merkle.InclusionProof;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.RevocationWire;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Descriptors and revocations in the log, on a real PostgreSQL.
class PublishDocumentsTest {

    private static final Envelope MINUTE = AStatement.journalRoot(NORTH, START.minusSeconds(60), START);

    private final LogStore store = new PostgresLogStore(ADatabase.migrated().dataSource());
    private final ALog log = ALog.on(store);

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void a_revocation_gets_a_leaf_and_the_same_receipt_each_time() {
        Envelope revocation = NORTH.revocation(START);
        LogReceipt receipt = ALog.receipt(log.publish(revocation));
        log.clock.moveTo(START.plusSeconds(60));
        SubmitOutcome again = log.publish(revocation);

        assertThat(receipt.proves(LogEntry.of(RevocationWire.revocation(revocation), START)))
                .isTrue();
        assertThat(ALog.receipt(again).digest()).isEqualTo(receipt.digest());
        assertThat(again).isInstanceOfSatisfying(SubmitOutcome.Receipted.class, found -> assertThat(found.repeated())
                .isTrue());
        assertThat(log.findings()).isEmpty();
    }

    @Test
    void its_leaf_is_provably_in_the_tree() {
        log.submit(NORTH, MINUTE);
        LogReceipt receipt = ALog.receipt(log.publish(NORTH.revocation(START)));
        log.moveTo(START.plusSeconds(61));
        ProveLog.Inclusion proof = log.proofs.inclusion(receipt.leafIndex(), 2);

        assertThat(InclusionProof.verify(
                        receipt.leafHash(),
                        receipt.leafIndex(),
                        2,
                        proof.path(),
                        store.head().lastCheckpoint().orElseThrow().root()))
                .isTrue();
    }

    @Test
    void from_then_on_nothing_is_logged_under_the_key_and_what_was_logged_before_stays() {
        log.submit(NORTH, MINUTE);
        log.publish(NORTH.revocation(START));
        Envelope next = AStatement.journalRoot(NORTH, START, START.plusSeconds(60));

        assertThat(refused(log.submit(NORTH, next).getFirst())).isEqualTo("SIGNATURE_INVALID signatures");
        assertThat(refused(log.submit(NORTH, MINUTE).getFirst())).isEqualTo("SIGNATURE_INVALID signatures");
        assertThat(log.submit(SOUTH, AStatement.journalRoot(SOUTH, START, START.plusSeconds(60))))
                .hasOnlyElementsOfType(SubmitOutcome.Receipted.class);
        assertThat(log.findings()).isEmpty();
    }

    @Test
    void only_the_root_key_of_the_one_whose_key_it_is_revokes() {
        for (var signer : List.of(NORTH.signer(), SOUTH.rootSigner(), SOUTH.signer())) {
            Envelope revocation = NORTH.revocation(NORTH.signer().publicKey().id(), START, signer);
            assertThat(refused(log.publish(revocation))).isEqualTo("SIGNATURE_INVALID signatures");
        }
        assertThat(refused(
                        log.publish(NORTH.revocation(SOUTH.signer().publicKey().id(), START, NORTH.rootSigner()))))
                .isEqualTo("INVALID_REQUEST key_id");
        assertThat(refused(log.publish(
                        NORTH.revocation(NORTH.rootSigner().publicKey().id(), START, NORTH.rootSigner()))))
                .isEqualTo("INVALID_REQUEST key_id");
        assertThat(refused(log.publish(AParty.utility("stranger").revocation(START))))
                .isEqualTo("INVALID_REQUEST participant_id");
        assertThat(store.head().size()).isZero();
    }

    @Test
    void a_second_revocation_of_a_key_is_none_and_no_contradiction_either() {
        log.publish(NORTH.revocation(START));

        assertThat(refused(log.publish(NORTH.revocation(START.plusSeconds(1))))).isEqualTo("INVALID_REQUEST key_id");
        assertThat(store.head().size()).isEqualTo(1);
    }

    @Test
    void it_is_not_logged_as_a_utilitys_statement() {
        assertThat(refused(log.submit(NORTH, NORTH.revocation(START)).getFirst()))
                .startsWith("SIGNATURE_INVALID");
        assertThat(refused(log.publish(MINUTE))).isEqualTo("INVALID_REQUEST payload_type");
    }

    @Test
    void after_a_restart_the_key_is_still_revoked() {
        Envelope revocation = NORTH.revocation(START);
        InMemoryMemberStore kept = new InMemoryMemberStore();
        Members first = new Members(kept, new SignatureVerifier(), NodeClock.frozen(START));
        first.put(NORTH.descriptor());
        kept.logged(new LoggedRevocation(revocation, START));
        Members restarted = new Members(kept, new SignatureVerifier(), NodeClock.frozen(START));
        restarted.load();

        assertThat(restarted
                        .participant("north")
                        .orElseThrow()
                        .signingKey(NORTH.signer().publicKey().id(), START))
                .isEmpty();
        restarted.put(NORTH.withRevision(2).descriptor());
        assertThat(restarted
                        .participant("north")
                        .orElseThrow()
                        .signingKey(NORTH.signer().publicKey().id(), START))
                .as("a new descriptor does not bring it back")
                .isEmpty();
    }

    @Test
    void a_descriptor_that_follows_is_logged_and_in_force_whoever_brings_it() {
        Envelope next = NORTH.withRevision(2).descriptor();
        LogReceipt receipt = ALog.receipt(log.publish(next));

        assertThat(receipt.proves(LogEntry.of(DirectoryWire.participant(next), next.digest(), START)))
                .isTrue();
        assertThat(log.members.participant("north").orElseThrow().revision()).isEqualTo(2);
        assertThat(ALog.receipt(log.publish(next)).digest()).isEqualTo(receipt.digest());
        assertThat(log.publish(NORTH.descriptor())).isInstanceOf(SubmitOutcome.Receipted.class);
        assertThat(log.members.participant("north").orElseThrow().revision()).isEqualTo(2);
        assertThat(log.findings()).isEmpty();
    }

    @Test
    void a_descriptor_of_a_stranger_or_under_another_root_key_is_not() {
        AParty stranger = AParty.utility("stranger");
        assertThat(refused(log.publish(stranger.descriptor()))).isEqualTo("INVALID_REQUEST participant_id");
        Envelope forged = io.gridpact.protocol.envelope.Envelopes.sign(
                NORTH.descriptor().payloadType(),
                NORTH.withRevision(2).descriptor().payload(),
                SOUTH.rootSigner());
        assertThat(refused(log.publish(forged))).isEqualTo("SIGNATURE_INVALID signatures");
        assertThat(store.head().size()).isZero();
    }

    @Test
    void documents_are_listed_in_the_order_of_the_log_from_where_one_left_off() {
        log.publish(NORTH.descriptor());
        log.submit(NORTH, MINUTE);
        log.publish(SOUTH.descriptor());
        log.publish(NORTH.revocation(START));

        assertThat(store.documents(-1, 50))
                .extracting(LoggedStatement::leafIndex)
                .containsExactly(0L, 2L, 3L);
        assertThat(store.documents(2, 50))
                .extracting(LoggedStatement::leafIndex)
                .containsExactly(3L);
        assertThat(store.documents(-1, 1))
                .extracting(LoggedStatement::leafIndex)
                .containsExactly(0L);
    }

    @Test
    void the_checker_finds_a_statement_logged_under_a_key_that_had_been_revoked_for_long() {
        log.publish(NORTH.revocation(START));
        log.clock.moveTo(START.plusSeconds(16 * 60));
        log.submit(SOUTH, AStatement.journalRoot(SOUTH, START, START.plusSeconds(60)));
        log.members.revoked(RevocationWire.revocation(SOUTH.revocation(START)), START.plusSeconds(30));

        assertThat(log.findings()).containsExactly("statement-is-signed-by-its-sender: leaf 1");
    }

    private static String refused(SubmitOutcome outcome) {
        Refusal refusal = ALog.refusal(outcome);
        return refusal.reason() + " " + refusal.field();
    }
}
