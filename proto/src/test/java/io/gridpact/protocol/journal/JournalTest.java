package io.gridpact.protocol.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

    private static final Instant MINUTE = Instant.parse("2026-06-01T11:40:00Z");
    private static final Instant LOGGED = MINUTE.plusMillis(61_234);
    private static final String ARBITER = "arbiter";

    static Digest statement(long number) {
        return Hash.tagged("test-statement").integer(number).finish();
    }

    private static List<Digest> statements(int count) {
        return IntStream.range(0, count).mapToObj(JournalTest::statement).toList();
    }

    private static LoggedMinute logged(int count) {
        Digest treeRoot = JournalMinute.treeRoot(statements(count));
        Digest root = JournalMinute.root("north", MINUTE, treeRoot, count);
        JournalRoot statement = new JournalRoot(statement(1_000), "north", MINUTE, root, LOGGED);
        LogEntry entry = LogEntry.of(statement, LOGGED);
        return new LoggedMinute(statement, treeRoot, count, receipt(entry));
    }

    private static LogReceipt receipt(LogEntry entry) {
        return new LogReceipt(
                statement(2_000), ARBITER, entry.statement(), entry.leafHash(), 7, entry.loggedAt(), LOGGED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void golden_minute(int count) {
        LoggedMinute minute = logged(count);
        VectorFile file = VectorFile.of("minute of " + count)
                .with("utility", "north")
                .with("minute", MINUTE)
                .with("tree_root", minute.treeRoot())
                .with("root", minute.root().root());
        List<List<Digest>> paths = JournalMinute.paths(statements(count));
        for (int index = 0; index < count; index++) {
            file.with("statement", statement(index));
            file.with("path", paths.get(index).toArray());

            assertThat(minute.holds(statement(index), index, paths.get(index))).isTrue();
        }
        assertThat(minute.verify()).isEqualTo(Verdict.accepted());
        file.check("journal", "minute of " + count);
    }

    @Test
    void a_minute_shows_what_it_holds_and_nothing_else() {
        LoggedMinute minute = logged(5);
        List<List<Digest>> paths = JournalMinute.paths(statements(5));

        assertThat(minute.holds(statement(5), 4, paths.get(4))).isFalse();
        assertThat(minute.holds(statement(3), 4, paths.get(3))).isFalse();
        assertThat(minute.holds(statement(3), 3, paths.get(2))).isFalse();
        assertThat(minute.holds(statement(4), 4, List.of())).isFalse();
        assertThat(minute.holds(statement(4), 5, paths.get(4))).isFalse();
    }

    @Test
    void a_minute_is_refused_whose_parts_do_not_belong_together() {
        LoggedMinute m = logged(5);
        JournalRoot r = m.root();
        LogReceipt other = receipt(new LogEntry(LogEntryKind.JOURNAL_ROOT, "south", "1", r.digest(), LOGGED));
        LogReceipt another = receipt(LogEntry.of(logged(4).root(), LOGGED.plusMillis(1)));
        LogReceipt moved = new LogReceipt(
                statement(2_000), ARBITER, r.digest(), m.receipt().leafHash(), 7, LOGGED.minusSeconds(60), LOGGED);

        assertThat(field(new LoggedMinute(r, m.treeRoot(), 4, m.receipt()))).isEqualTo("tree_root");
        assertThat(field(new LoggedMinute(r, statement(0), 5, m.receipt()))).isEqualTo("tree_root");
        assertThat(field(new LoggedMinute(r, m.treeRoot(), 0, m.receipt()))).isEqualTo("tree_size");
        assertThat(field(new LoggedMinute(r, m.treeRoot(), 5, other))).isEqualTo("log_receipt");
        assertThat(field(new LoggedMinute(r, m.treeRoot(), 5, moved))).isEqualTo("log_receipt");
        assertThat(another.proves(LogEntry.of(r, LOGGED.plusMillis(1)))).isTrue();
        JournalRoot within = new JournalRoot(r.digest(), "north", MINUTE.plusSeconds(1), r.root(), LOGGED);
        assertThat(field(new LoggedMinute(within, m.treeRoot(), 5, m.receipt())))
                .isEqualTo("journal_root");
    }

    private static String field(LoggedMinute minute) {
        return minute.verify() instanceof Verdict.Refused refused
                ? refused.refusal().field()
                : "accepted";
    }

    @Test
    void a_minute_without_statements_or_between_minutes_has_no_root() {
        assertThatIllegalArgumentException().isThrownBy(() -> JournalMinute.root("north", MINUTE, statement(1), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalMinute.root("north", MINUTE.plusMillis(1), statement(1), 1));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            logged when it says,                                0,     7200,  0
            logged a second after,                              1,     7200,  1
            logged two minutes after,                           120,   7200,  120
            logged more than two minutes after,                 121,   7200,  0
            logged a day after,                                 86400, 7200,  0
            logged two minutes before,                          -120,  7200,  -120
            logged more than two minutes before,                -121,  7200,  0
            logged at gate closure,                             3600,  0,     0
            held back until after delivery,                     3600,  -5400, 5400
            logged just after gate closure and claimed before,  60,    -30,   60
            logged just after gate closure and claimed after,   10,    -30,   30
            """)
    void golden_time(String situation, long claimedSecondsBefore, long gateSecondsAfter, long effectiveSecondsBefore) {
        Instant claimed = LOGGED.minusSeconds(claimedSecondsBefore);
        Instant gateClosure = LOGGED.plusSeconds(gateSecondsAfter);

        Instant effective = LoggedTime.effective(claimed, LOGGED, gateClosure);

        assertThat(effective).isEqualTo(LOGGED.minusSeconds(effectiveSecondsBefore));
        VectorFile.of(situation)
                .with("claimed_millis", claimed)
                .with("logged_millis", LOGGED)
                .with("gate_closure_millis", gateClosure)
                .with("effective_millis", effective)
                .check("journal", "time " + situation);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            the buyer's attestation counts later,   -5000, -3000, -3000
            the seller's attestation counts later,  -3000, -5000, -3000
            both count alike,                       -3000, -3000, -3000
            """)
    void golden_confirmation(String situation, long sellerMillis, long buyerMillis, long confirmedMillis) {
        Instant seller = LOGGED.plusMillis(sellerMillis);
        Instant buyer = LOGGED.plusMillis(buyerMillis);

        assertThat(ConfirmedAt.of(seller, buyer)).isEqualTo(LOGGED.plusMillis(confirmedMillis));
        VectorFile.of(situation)
                .with("seller_effective_millis", seller)
                .with("buyer_effective_millis", buyer)
                .with("confirmed_at_millis", ConfirmedAt.of(seller, buyer))
                .check("journal", "confirmed " + situation);
    }
}
