package io.gridpact.arbiter.log;

import static io.gridpact.arbiter.log.ALog.NORTH;
import static io.gridpact.arbiter.log.ALog.SOUTH;
import static io.gridpact.arbiter.log.ALog.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.arbiter.network.ADatabase;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.merkle.InclusionProof;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The log on a real database: restarts, many callers at once, and rows that somebody changed.
class PostgresLogTest {

    /// More than one tile.
    private static final int MANY = 600;

    private final ADatabase database = ADatabase.migrated();
    private final PostgresLogStore store = new PostgresLogStore(database.dataSource());

    @Test
    void after_a_restart_the_log_goes_on_where_it_ended_and_answers_the_same_bytes() {
        List<SubmitOutcome> before;
        try (ALog log = ALog.on(store)) {
            fill(log, MANY);
            before = log.submit(NORTH, minute(0), minute(MANY - 1));
            log.sequencer.runDue();
        }
        try (ALog log = ALog.on(store)) {
            List<SubmitOutcome> again = log.submit(NORTH, minute(0), minute(MANY - 1));
            LogReceipt next = log.receipt(NORTH, minute(MANY));
            log.sequencer.runDue();
            StoredCheckpoint checkpoint = log.proofs.checkpoint();

            assertThat(again).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(before);
            assertThat(next.leafIndex()).isEqualTo(MANY);
            assertThat(InclusionProof.verify(
                            next.leafHash(),
                            MANY,
                            checkpoint.treeSize(),
                            log.proofs.inclusion(MANY, checkpoint.treeSize()).path(),
                            checkpoint.root()))
                    .isTrue();
            assertThat(log.findings()).isEmpty();
        }
    }

    @Test
    void many_callers_at_once_get_a_leaf_each_and_every_proof_verifies() throws Exception {
        int callers = 40;
        int each = 5;
        try (ALog log = ALog.on(store);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<SubmitOutcome>>> answers = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                Envelope[] statements = statements(caller * each, each);
                answers.add(threads.submit(() -> log.submit(NORTH, statements)));
                // Somebody else sends the same at the same time.
                answers.add(threads.submit(() -> log.submit(NORTH, statements)));
            }
            Set<LogReceipt> receipts = receipts(answers);
            log.sequencer.runDue();
            StoredCheckpoint checkpoint = log.proofs.checkpoint();

            assertThat(receipts.stream().map(LogReceipt::leafIndex))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, callers * each).boxed().toList());
            for (LogReceipt receipt : receipts) {
                ProveLog.Inclusion proof = log.proofs.inclusion(receipt.leafIndex(), checkpoint.treeSize());
                assertThat(InclusionProof.verify(
                                receipt.leafHash(),
                                receipt.leafIndex(),
                                checkpoint.treeSize(),
                                proof.path(),
                                checkpoint.root()))
                        .isTrue();
            }
            assertThat(log.findings()).isEmpty();
        }
    }

    @Test
    void a_second_arbiter_on_the_same_database_cannot_fork_the_log() {
        try (ALog one = ALog.on(store);
                ALog two = ALog.on(store)) {
            one.sequencer.runDue();
            two.sequencer.runDue();
            one.submit(NORTH, minute(0));

            // What two believes of the end is stale: its batch fails as a whole, and it reads again.
            LogReceipt second = two.receipt(SOUTH, AStatement.journalRoot(SOUTH, START, START));

            assertThat(second.leafIndex()).isEqualTo(1);
            assertThat(two.findings()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            an entry says another time; update log_entry set logged_at_millis = logged_at_millis + 1 where leaf_index = 2
            an entry is gone; delete from log_entry where leaf_index = 2
            a tile has other hashes; update tile set hashes = set_byte(hashes, 0, 1 - get_byte(hashes, 0) % 2)
            a tile is gone; delete from tile
            the checkpoint has another root; update checkpoint set root = set_byte(root, 0, 1 - get_byte(root, 0) % 2)
            the checkpoint is of a longer log; update checkpoint set tree_size = tree_size + 1
            the checkpoint's note is another; update checkpoint set note = 'arbiter'
            """)
    void a_log_that_contradicts_what_was_signed_is_not_served(String situation, String change) {
        try (ALog log = ALog.on(store)) {
            fill(log, 3);
            log.sequencer.runDue();
        }
        database.execute(change);
        try (ALog log = ALog.on(store)) {
            assertNotServed(situation, log);
        }
    }

    @Test
    void a_log_that_another_key_signed_is_not_served() {
        try (ALog log = ALog.on(store)) {
            fill(log, 3);
            log.sequencer.runDue();
        }
        try (ALog log = ALog.withAnotherKey(store)) {
            log.members.put(NORTH.descriptor());
            assertNotServed("another key", log);
        }
    }

    private static void assertNotServed(String situation, ALog log) {
        assertThatThrownBy(() -> log.submit(NORTH, minute(100)))
                .as(situation)
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
                    assertThat(refused.refusal().description()).contains("contradicts what was signed");
                });
        assertThat(log.sequencer.status()).isInstanceOf(LogStatus.Contradicted.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            an entry's sender is another; update log_entry set sender = 'south' where leaf_index = 0; entry-is-of-its-statement
            a time goes back; update log_entry set logged_at_millis = 1 where leaf_index = 1; times-never-decrease
            a leaf hash is another; update log_entry set leaf_hash = statement_digest where leaf_index = 0; leaf-hash-is-of-the-entry
            a statement is damaged; update log_entry set statement = substring(statement from 2) where leaf_index = 0; entry-is-of-its-statement
            a receipt is of another leaf; update log_entry set receipt = (select receipt from log_entry where leaf_index = 1) where leaf_index = 0; receipt-names-its-leaf
            the newest entry is gone; delete from log_entry where kind = 'JOURNAL_ROOT' and leaf_index = (select max(leaf_index) from log_entry); checkpoint-is-of-the-tree
            a tile has other hashes; update tile set hashes = set_byte(hashes, 40, 1 - get_byte(hashes, 40) % 2) where level = 0; tiles-are-of-the-tree
            there is a tile too many; insert into tile values (3, 0, 1, decode(repeat('00', 32), 'hex')); tiles-are-of-the-tree
            an old checkpoint has another root; update checkpoint set root = decode(repeat('00', 32), 'hex') where checkpoint_number = 2; checkpoint-is-of-the-tree
            a checkpoint's note is another; update checkpoint set note = 'x' where checkpoint_number = 2; checkpoint-is-signed
            a checkpoint is gone; delete from checkpoint where checkpoint_number = 1; checkpoints-are-numbered
            a pair stands otherwise; update pair_standing set standing = 'MISMATCHED'; pair-stands-as-its-digests
            a pair's digest is another; update pair_standing set first_digest = decode(repeat('00', 32), 'hex'); pair-has-the-signed-digests
            a pair is gone; delete from pair_standing; every-pair-digest-is-paired
            a flag says something else; update flag set kind = 'MISMATCHED'; flag-tells-the-standing
            a flag is gone; delete from flag; flag-tells-the-standing
            a watermark is another; update watermark set complete_to_millis = 1; watermarks-are-of-the-statements
            a sheet root names another leaf; update sheet_root set leaf_index = 0; sheet-root-names-its-leaf
            a sheet root is not listed; delete from sheet_root; every-sheet-root-is-listed
            an equivocation is none; update equivocation set statement = (select statement from log_entry where leaf_index = 0), statement_digest = (select statement_digest from log_entry where leaf_index = 0); equivocation-is-one
            """)
    void the_checker_names_what_somebody_changed(String situation, String change, String rule) {
        try (ALog log = ALog.withProfile(store)) {
            everything(log);
            assertThat(log.findings()).isEmpty();

            database.execute(change);

            assertThat(log.findings()).as(situation).anyMatch(finding -> finding.startsWith(rule + ":"));
        }
    }

    /// Some of all that a log can hold.
    private static void everything(ALog log) {
        log.submit(NORTH, minute(0), AStatement.pairDigest(NORTH, SOUTH, "same", START));
        log.moveTo(START.plusSeconds(1));
        log.submit(NORTH, AStatement.journalRoot(NORTH, START, START, "other"));
        log.submit(SOUTH, AStatement.pairDigest(SOUTH, NORTH, "same", START));
        log.submit(NORTH, AStatement.sheetRoot(NORTH, Direction.INJECTION, 1, START));
        log.moveTo(START.plusSeconds(2));
        log.submit(NORTH, minute(1));
        log.sequencer.runDue();
    }

    private static void fill(ALog log, int count) {
        for (int from = 0; from < count; from += 200) {
            log.submit(NORTH, statements(from, Math.min(200, count - from)));
        }
    }

    private static Envelope[] statements(int from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(number -> minute((int) number))
                .toArray(Envelope[]::new);
    }

    private static Envelope minute(int number) {
        return AStatement.journalRoot(NORTH, START.plusSeconds(60L * number), START);
    }

    private static Set<LogReceipt> receipts(List<Future<List<SubmitOutcome>>> answers)
            throws ExecutionException, InterruptedException {
        Set<LogReceipt> receipts = new HashSet<>();
        for (Future<List<SubmitOutcome>> answer : answers) {
            answer.get().forEach(outcome -> receipts.add(ALog.receipt(outcome)));
        }
        return receipts;
    }
}
