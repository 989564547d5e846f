package io.gridpact.utility.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Eventually;
import io.gridpact.utility.network.FlakyDatabase;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerWriterTest {

    private final List<AStoredLedger> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(AStoredLedger::close);
    }

    @Test
    void a_batch_with_one_bad_change_writes_the_others() throws Exception {
        AStoredLedger stored = prepared();
        Digest first = digest("first");
        Digest last = digest("last");
        CompletableFuture<JournalPosition> before = later(() -> stored.writer().write(new Append(), first));
        Eventually.holds("queued", () -> stored.writer().queued() == 1);
        CompletableFuture<Boolean> bad = later(() -> stored.writer().write(new Violate(), digest("bad")));
        Eventually.holds("queued", () -> stored.writer().queued() == 2);
        CompletableFuture<JournalPosition> after = later(() -> stored.writer().write(new Append(), last));
        Eventually.holds("queued", () -> stored.writer().queued() == 3);

        stored.writer().start();

        assertThat(before.get().index()).isZero();
        assertThat(after.get().index()).isEqualTo(1);
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(LedgerFaultException.class);
        assertThat(stored.journal()).containsExactly(first, last);
    }

    @Test
    void a_change_that_is_refused_refuses_nobody_else() throws Exception {
        AStoredLedger stored = prepared();
        LedgerStep<Digest, Boolean> refusing = (transaction, items) -> {
            throw new RefusedException(Refusal.of(Reason.UNKNOWN_CUSTOMER));
        };
        CompletableFuture<Boolean> refused = later(() -> stored.writer().write(refusing, digest("any")));
        Eventually.holds("queued", () -> stored.writer().queued() == 1);
        CompletableFuture<JournalPosition> other = later(() -> stored.writer().write(new Append(), digest("other")));
        Eventually.holds("queued", () -> stored.writer().queued() == 2);

        stored.writer().start();

        assertThat(other.get().index()).isZero();
        assertThatThrownBy(refused::get).hasCauseInstanceOf(RefusedException.class);
    }

    @Test
    void what_waits_together_is_committed_together() throws Exception {
        AStoredLedger stored = prepared();
        List<CompletableFuture<JournalPosition>> positions = IntStream.range(0, 50)
                .mapToObj(i -> later(() -> stored.writer().write(Append.TOGETHER, digest("statement " + i))))
                .toList();
        Eventually.holds("queued", () -> stored.writer().queued() == 50);

        stored.writer().start();

        List<Long> indexes = new ArrayList<>();
        for (CompletableFuture<JournalPosition> position : positions) {
            indexes.add(position.get().index());
        }
        assertThat(indexes).doesNotHaveDuplicates().hasSize(50);
        assertThat(stored.database().number("select count(*) from journal_batch"))
                .isEqualTo(1);
    }

    @Test
    void a_database_that_is_away_is_asked_once_for_all_who_wait_and_they_are_told() {
        AStoredLedger plain = prepared();
        FlakyDatabase flaky = new FlakyDatabase(plain.database().dataSource());
        AStoredLedger stored = keep(plain.through(flaky));
        flaky.goAway();
        List<CompletableFuture<JournalPosition>> results = IntStream.range(0, 200)
                .mapToObj(i -> later(() -> stored.writer().write(Append.TOGETHER, digest("statement " + i))))
                .toList();
        Eventually.holds("queued", () -> stored.writer().queued() == 200);

        stored.writer().start();

        for (CompletableFuture<JournalPosition> result : results) {
            assertThatThrownBy(result::get)
                    .cause()
                    .isInstanceOfSatisfying(LedgerFaultException.class, fault -> assertThat(fault.databaseAway())
                            .isTrue());
        }
        assertThat(flaky.refusals()).isEqualTo(1);

        flaky.comeBack();
        assertThat(stored.writer().write(Append.TOGETHER, digest("again")).index())
                .isZero();
    }

    @Test
    void what_is_committed_stays_so_whatever_a_listener_does() {
        AStoredLedger stored = prepared();
        stored.writer().onCommit(() -> {
            throw new IllegalStateException("a listener's own fault");
        });
        stored.writer().onOutbox(messages -> {
            throw new IllegalStateException("another's");
        });
        stored.limit(AnOrder.SELLER, Direction.INJECTION, 10_000);
        stored.mandate(AnOrder.SELLER, "sunbird", Direction.INJECTION, 10_000);
        stored.writer().start();

        AttestOutcome outcome = stored.ledger().attest(AnAnswer.attested(AnOrder.ofItsOwn()));

        assertThat(outcome).isInstanceOf(AttestOutcome.Written.class);
        assertThat(stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
        Eventually.holds("finished", () -> stored.writer().unfinished() == 0);
    }

    @Test
    void what_the_database_asks_to_repeat_is_repeated() {
        AStoredLedger stored = keep(AStoredLedger.started());
        AtomicInteger attempts = new AtomicInteger();
        LedgerStep<Digest, Integer> contended = (transaction, items) -> {
            items.forEach(transaction::journal);
            if (attempts.incrementAndGet() < LedgerWriter.MAX_SERIALISATION_RETRIES) {
                throw new SQLException("could not serialise", "40001");
            }
            return items.stream().map(item -> attempts.get()).toList();
        };

        assertThat(stored.writer().write(contended, digest("contended")))
                .isEqualTo(LedgerWriter.MAX_SERIALISATION_RETRIES);
        assertThat(stored.journal()).containsExactly(digest("contended"));
    }

    @Test
    void trades_are_counted_once_for_what_is_committed_and_not_for_what_was_tried() {
        AStoredLedger stored = keep(AStoredLedger.started());
        AtomicInteger attempts = new AtomicInteger();
        LedgerStep<Digest, Integer> contended = (transaction, items) -> {
            transaction.became(TradeState.SEALED, items.size());
            if (attempts.incrementAndGet() < LedgerWriter.MAX_SERIALISATION_RETRIES) {
                throw new SQLException("could not serialise", "40001");
            }
            return items.stream().map(item -> attempts.get()).toList();
        };
        LedgerStep<Digest, Integer> failing = (transaction, items) -> {
            transaction.became(TradeState.DELIVERED, items.size());
            throw new RefusedException(Refusal.of(Reason.INTERNAL));
        };

        stored.writer().write(contended, digest("contended"));
        assertThatThrownBy(() -> stored.writer().write(failing, digest("failing")))
                .isInstanceOf(RefusedException.class);

        assertThat(stored.tallied().all()).containsExactly(Map.entry("SEALED", 1L));
    }

    @Test
    void a_trade_that_is_answered_again_is_counted_as_it_was_written() {
        AStoredLedger stored = keep(AStoredLedger.started());
        stored.limit(AnOrder.SELLER, Direction.INJECTION, 10_000);
        stored.mandate(AnOrder.SELLER, "sunbird", Direction.INJECTION, 10_000);
        AnOrder order = AnOrder.ofItsOwn();

        stored.ledger().attest(AnAnswer.attested(order));
        stored.ledger().attest(AnAnswer.attested(order));
        stored.ledger().attest(AnAnswer.attested(AnOrder.ofItsOwn().of(8_000)));
        stored.ledger().attest(AnAnswer.refused(AnOrder.ofItsOwn(), Reason.NO_MANDATE, "seller_platform"));
        new EndTrades(stored.writer()).voidTrades(List.of(order.digest(), order.digest()));

        assertThat(stored.tallied().all())
                .containsOnly(
                        Map.entry("PENDING", 1L),
                        Map.entry("REFUSED LIMIT_EXCEEDED", 1L),
                        Map.entry("REFUSED NO_MANDATE", 1L),
                        Map.entry("VOID NOT_LISTED", 1L));
    }

    @Test
    void a_closed_writer_writes_what_waits_and_takes_nothing_more() throws Exception {
        AStoredLedger stored = prepared();
        CompletableFuture<JournalPosition> waiting =
                later(() -> stored.writer().write(new Append(), digest("waiting")));
        Eventually.holds("queued", () -> stored.writer().queued() == 1);

        stored.writer().start();
        stored.writer().close();

        assertThat(waiting.get().index()).isZero();
        assertThatThrownBy(() -> stored.writer().write(new Append(), digest("late")))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.UNAVAILABLE));
        assertThat(stored.writer().unfinished()).isZero();
    }

    @Test
    void of_a_batch_that_a_limit_does_not_hold_those_who_came_first_fit() throws Exception {
        AStoredLedger stored = prepared();
        stored.limit(AnOrder.SELLER, Direction.INJECTION, 10_000);
        stored.mandate(AnOrder.SELLER, "sunbird", Direction.INJECTION, 10_000);
        List<CompletableFuture<AttestOutcome>> outcomes = new ArrayList<>();
        Stream.of(6_000, 5_000, 3_000, 2_000, 1_000).forEach(quantityWh -> {
            NewTrade trade = AnAnswer.attested(AnOrder.ofItsOwn().of(quantityWh));
            outcomes.add(later(() -> stored.ledger().attest(trade)));
            Eventually.holds("queued", () -> stored.writer().queued() == outcomes.size());
        });

        stored.writer().start();

        List<String> states = new ArrayList<>();
        for (CompletableFuture<AttestOutcome> outcome : outcomes) {
            StoredTrade trade = ((AttestOutcome.Written) outcome.get()).trade();
            states.add(trade.refusal()
                    .map(refusal -> "remaining " + refusal.metadata().get("remaining_wh"))
                    .orElse("fits"));
        }
        assertThat(states).containsExactly("fits", "remaining 4000", "fits", "remaining 1000", "fits");
        assertThat(stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(10_000);
    }

    @Test
    void a_limit_that_is_lowered_below_its_use_comes_down_when_trades_end() {
        AStoredLedger stored = keep(AStoredLedger.started());
        stored.limit(AnOrder.SELLER, Direction.INJECTION, 10_000);
        stored.mandate(AnOrder.SELLER, "sunbird", Direction.INJECTION, 10_000);
        AnOrder order = AnOrder.ofItsOwn().of(8_000);
        stored.ledger().attest(AnAnswer.attested(order));
        // As enrolling does.
        stored.database().execute("update customer_limit set limit_wh_per_day = 5000");
        stored.database().execute("update limit_account set max_wh = 8000 where platform = ''");

        new EndTrades(stored.writer()).voidTrades(List.of(order.digest()));

        StoredTrade next = ((AttestOutcome.Written) stored.ledger()
                        .attest(AnAnswer.attested(AnOrder.ofItsOwn().of(5_001))))
                .trade();
        assertThat(next.refusal().orElseThrow().metadata()).containsEntry("remaining_wh", "5000");
    }

    @Test
    void an_instant_of_the_writer_is_never_earlier_than_the_one_before() {
        AStoredLedger stored = keep(AStoredLedger.started());
        stored.writer().write(new Append(), digest("one"));
        AStoredLedger setBack = keep(stored.restartedAt(ANetwork.NOW.minusSeconds(3_600)));

        JournalPosition next = setBack.writer().write(new Append(), digest("two"));

        assertThat(next).isEqualTo(new JournalPosition(ANetwork.NOW, 1));
    }

    private AStoredLedger prepared() {
        return keep(AStoredLedger.prepared());
    }

    private AStoredLedger keep(AStoredLedger stored) {
        opened.add(stored);
        return stored;
    }

    static Digest digest(String text) {
        return Hash.sha256(Hash.utf8(text));
    }

    private static <R> CompletableFuture<R> later(Supplier<R> call) {
        CompletableFuture<R> result = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                result.complete(call.get());
            } catch (RuntimeException fault) {
                result.completeExceptionally(fault);
            }
        });
        return result;
    }

    /// Journals what it is given.
    static final class Append implements LedgerStep<Digest, JournalPosition> {

        static final Append TOGETHER = new Append();

        @Override
        public List<JournalPosition> apply(LedgerTransaction transaction, List<Digest> items) {
            return items.stream().map(transaction::journal).toList();
        }
    }

    /// Breaks a constraint.
    private static final class Violate implements LedgerStep<Digest, Boolean> {

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Digest> items) throws SQLException {
            items.forEach(transaction::journal);
            try (PreparedStatement insert =
                    transaction.connection().prepareStatement("insert into closed_window values (null, null)")) {
                insert.executeUpdate();
            }
            return items.stream().map(item -> true).toList();
        }
    }
}
