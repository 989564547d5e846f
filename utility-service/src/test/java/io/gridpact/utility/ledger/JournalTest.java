package io.gridpact.utility.ledger;

import static io.gridpact.utility.ledger.LedgerWriterTest.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerWriterTest.Append;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Findings;
import io.gridpact.utility.node.Salts;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Minutes of statements: written, closed, committed and checked.
@SuppressWarnings("NullAway.Init") // set before each test
class JournalTest {

    private static final Instant NEXT_MINUTE = ANetwork.NOW.plus(JournalMinute.LENGTH);

    private AStoredLedger stored;

    @BeforeEach
    void start() {
        stored = AStoredLedger.started();
    }

    @AfterEach
    void stop() {
        stored.close();
    }

    @Test
    void a_restart_goes_on_where_the_minute_was() {
        append("one", "two");

        stored = stored.restarted();

        assertThat(stored.writer().write(new Append(), digest("three")))
                .isEqualTo(new JournalPosition(ANetwork.NOW, 2));
        assertThat(statements(ANetwork.NOW)).containsExactly(digest("one"), digest("two"), digest("three"));
    }

    @Test
    void a_minute_is_closed_when_it_is_over_once_and_its_root_is_on_its_way_to_the_arbiter() {
        append("one", "two");
        CloseMinutes closing = closing();
        assertThat(closing.runDue(stored.clock().instant())).isZero();
        assertThat(closing.nextDue(stored.clock().instant())).contains(NEXT_MINUTE);

        stored.clock().moveTo(NEXT_MINUTE);

        assertThat(closing.runDue(NEXT_MINUTE)).isEqualTo(1);
        assertThat(closing.runDue(NEXT_MINUTE)).isZero();
        assertThat(closing.nextDue(NEXT_MINUTE)).isEmpty();
        assertThat(stored.outbox())
                .singleElement()
                .isEqualTo(new OutboxMessage("arbiter", Submissions.KIND, root().digest()));
        // The last one is random, so that nobody can guess the minute.
        assertThat(statements(ANetwork.NOW)).hasSize(3).startsWith(digest("one"), digest("two"));
        assertThat(root().root())
                .isEqualTo(
                        JournalMinute.root("north", ANetwork.NOW, JournalMinute.treeRoot(statements(ANetwork.NOW)), 3));
    }

    @Test
    void a_minute_without_statements_is_no_minute() {
        append("one");
        stored.clock().moveTo(NEXT_MINUTE.plusSeconds(600));
        append("ten minutes later");

        closing().runDue(stored.clock().instant());

        assertThat(stored.database().number("select count(*) from journal_minute"))
                .isEqualTo(1);
    }

    @Test
    void a_closed_minute_gets_nothing_more_though_the_clock_was_set_back() {
        append("one");
        stored.clock().moveTo(NEXT_MINUTE);
        closing().runDue(NEXT_MINUTE);

        stored = stored.restartedAt(ANetwork.NOW);

        assertThat(stored.writer().write(new Append(), digest("two"))).isEqualTo(new JournalPosition(NEXT_MINUTE, 0));
        assertThat(Findings.of(check()).rules()).isEmpty();
    }

    @Test
    void a_minute_that_was_open_at_a_restart_is_closed_after_it() {
        append("one");
        stored = stored.restartedAt(NEXT_MINUTE.plusSeconds(30));

        assertThat(closing().runDue(stored.clock().instant())).isEqualTo(1);
        assertThat(Findings.of(check()).rules()).isEmpty();
    }

    @Test
    void a_journal_as_it_was_written_holds() {
        trade();

        assertThat(Findings.of(check()).rules()).isEmpty();
        assertThat(Findings.of(check()).checked()).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a statement was altered     | update journal_batch set digests = set_byte(digests, 3, get_byte(digests, 3) # 1) where first_index = 0 | journal-root-from-statements
            statements were taken out   | delete from journal_batch where first_index = 0 | journal-root-from-statements
            a size was altered          | update journal_minute set size = size + 1 | journal-root-from-statements
            a tree root was altered     | update journal_minute set tree_root = set_byte(tree_root, 0, get_byte(tree_root, 0) # 1) | journal-root-from-statements
            a root was never committed  | delete from submission | journal-root-from-statements
            an attestation is elsewhere | update trade set seller_index = 0 | attestation-is-where-it-says
            a trade is not journaled    | update trade set order_digest = set_byte(order_digest, 0, get_byte(order_digest, 0) # 1) | statement-is-journaled
            a conflict is not journaled | insert into conflicting_order values (decode(repeat('11', 32), 'hex'), decode(repeat('22', 32), 'hex'), '', 0) | statement-is-journaled
            a sheet root is not         | insert into sheet_root (utility, direction, window_start, revision, root, statement_digest, envelope) values ('south', 'INJECTION', 0, 1, decode(repeat('11', 32), 'hex'), decode(repeat('11', 32), 'hex'), '') | statement-is-journaled
            a peer's status is not      | insert into peer_status values (decode(repeat('11', 32), 'hex'), 'INJECTION', decode(repeat('11', 32), 'hex'), 0, decode(repeat('11', 32), 'hex'), 0, 0, '', 0) | statement-is-journaled
            a contradiction is not      | insert into status_equivocation values ('south', decode(repeat('11', 32), 'hex'), decode(repeat('22', 32), 'hex'), '', 0) | statement-is-journaled
            a root was forgotten        | delete from outbox where kind = 'LOG' | statement-is-logged
            """)
    void a_planted_fault_is_found(String situation, String tampering, String rule) {
        trade();

        stored.database().execute(tampering);

        assertThat(Findings.of(check()).rules()).as(situation).contains(rule);
    }

    @Test
    void a_receipt_that_is_in_no_minute_is_found() {
        trade();
        Envelope receipt = Envelopes.sign("gridpact/receipt/v1", new byte[] {1}, ANetwork.signer("north"));
        stored.database()
                .execute("update trade set receipt = '\\x%s'"
                        .formatted(HexFormat.of().formatHex(EnvelopeWire.encode(receipt))));
        assertThat(Findings.of(check()).rules()).containsExactly("statement-is-journaled");

        stored.writer().write(new Append(), receipt.digest());
        assertThat(Findings.of(check()).rules()).isEmpty();
    }

    private void trade() {
        stored.limit(AnOrder.SELLER, Direction.INJECTION, 10_000);
        stored.mandate(AnOrder.SELLER, "sunbird", Direction.INJECTION, 10_000);
        stored.ledger().attest(AnAnswer.attested(AnOrder.ofItsOwn()));
        append("another");
        stored.clock().moveTo(NEXT_MINUTE);
        closing().runDue(NEXT_MINUTE);
    }

    private void append(String... texts) {
        for (String text : texts) {
            stored.writer().write(new Append(), digest(text));
        }
    }

    private List<Digest> statements(Instant minute) {
        return stored.reader().read(connection -> Journal.statements(connection, minute));
    }

    private JournalRoot root() {
        Fields at = new Fields(Reason.INTERNAL, "envelope");
        return stored.reader()
                .first("select envelope from submission", query -> {}, row -> row.getBytes(1))
                .map(bytes -> StatementWire.journalRoot(EnvelopeWire.parse(bytes, at), at))
                .orElseThrow();
    }

    private CloseMinutes closing() {
        return new CloseMinutes(
                "north",
                ANetwork.signer("north"),
                Salts.secure(),
                (connection, now) -> now,
                stored.reader(),
                stored.writer(),
                new Submissions("arbiter"));
    }

    private JournalCheck check() {
        return new JournalCheck("north", stored.reader());
    }
}
