package io.gridpact.utility.ledger;

import static io.gridpact.utility.ledger.LedgerWriterTest.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.network.Eventually;
import io.gridpact.utility.network.FlakyDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set before each test
class OutboxDispatcherTest {

    private static final String KIND = "LETTER";

    private AStoredLedger stored;
    private Letters letters;
    private OutboxDispatcher outbox;

    @BeforeEach
    void start() {
        stored = AStoredLedger.prepared();
        letters = new Letters(stored.writer());
        outbox = new OutboxDispatcher(stored.reader(), List.of(letters), givingUp(stored));
        stored.writer().onOutbox(outbox::accept);
        stored.writer().start();
        outbox.start();
    }

    @AfterEach
    void stop() {
        outbox.close();
        stored.close();
    }

    @Test
    void what_is_written_is_sent_and_leaves_the_outbox() {
        write("south", "one");

        Eventually.holds("idle", outbox::idle);
        assertThat(letters.taken).containsExactly("south one");
        assertThat(stored.outbox()).isEmpty();
        assertThat(outbox.deliveredCount()).isEqualTo(1);
        assertThat(outbox.waiting()).isEmpty();
    }

    @Test
    void what_was_not_sent_before_a_restart_is_sent_after_it() {
        letters.away.add("south");
        write("south", "one");
        Eventually.holds("tried", () -> letters.attempts.get() > 0);
        outbox.close();

        AStoredLedger again = stored.restarted();
        Letters after = new Letters(again.writer());
        OutboxDispatcher anew = new OutboxDispatcher(again.reader(), List.of(after), givingUp(again));
        anew.start();

        Eventually.holds("idle", () -> anew.idle() && again.outbox().isEmpty());
        assertThat(after.taken).containsExactly("south one");
        anew.close();
        again.close();
    }

    @Test
    void a_target_that_is_away_holds_up_nobody_else_and_gets_all_in_order_when_it_is_back() {
        letters.away.add("south");
        write("south", "one", "two");
        write("east", "three");

        Eventually.holds("east has it", () -> letters.taken.contains("east three"));
        assertThat(outbox.idle()).isFalse();
        assertThat(outbox.waiting()).anyMatch(line -> line.startsWith("LETTER for south"));
        assertThat(outbox.failingTargets()).containsExactly("south");

        letters.away.clear();
        Eventually.holds("idle", outbox::idle);
        assertThat(letters.taken).containsExactly("east three", "south one", "south two");
        assertThat(outbox.failingTargets()).isEmpty();
    }

    @Test
    void one_that_is_not_taken_is_passed_by_the_others_and_offered_again() {
        letters.unwanted.add(digest("one"));
        write(
                "south",
                IntStream.range(0, 3 * Letters.MAX_BATCH)
                        .mapToObj(i -> "letter " + i)
                        .toArray(String[]::new));
        write("south", "one");
        write("south", "last");

        Eventually.holds("all others taken", () -> letters.taken.size() == 3 * Letters.MAX_BATCH + 1);
        Eventually.holds("offered again", () -> letters.offered(digest("one")) > 2);
        assertThat(outbox.idle()).isFalse();
        assertThat(stored.outbox()).hasSize(1);

        letters.unwanted.clear();
        Eventually.holds("idle", outbox::idle);
        assertThat(stored.outbox()).isEmpty();
    }

    @Test
    void a_batch_of_which_none_is_taken_keeps_nobody_waiting() {
        String[] unwanted = IntStream.range(0, 2 * Letters.MAX_BATCH)
                .mapToObj(i -> "unwanted " + i)
                .toArray(String[]::new);
        for (String letter : unwanted) {
            letters.unwanted.add(digest(letter));
        }
        write("south", unwanted);
        write("south", "wanted");

        Eventually.holds("the wanted one is taken", () -> letters.taken.contains("south wanted"));
    }

    @Test
    void what_a_caller_holds_is_left_to_them_until_the_last_of_them_is_done() {
        OutboxMessage message = new OutboxMessage("south", KIND, digest("held"));
        outbox.hold(message);
        outbox.hold(message);
        write("south", "held");
        write("south", "free");
        Eventually.holds("the free one is taken", () -> letters.taken.contains("south free"));

        outbox.release(message, true);
        assertThat(outbox.idle()).isFalse();
        write("south", "another");
        Eventually.holds("the other is taken", () -> letters.taken.contains("south another"));
        assertThat(letters.offered(digest("held"))).isZero();

        outbox.release(message, false);
        Eventually.holds("idle", outbox::idle);
        assertThat(letters.taken).contains("south held");
    }

    @Test
    void what_was_written_by_a_commit_whose_answer_was_lost_is_sent() {
        FlakyDatabase flaky = new FlakyDatabase(stored.database().dataSource());
        AStoredLedger forgetful = stored.through(flaky);
        forgetful.writer().onOutbox(outbox::accept);
        forgetful.writer().onDoubt(outbox::lookAgain);
        forgetful.writer().start();
        flaky.loseNextCommit();

        assertThatThrownBy(() -> forgetful.writer().write(new Enqueue(), letter("south", "one")))
                .isInstanceOf(LedgerFaultException.class);

        Eventually.holds("taken", () -> letters.taken.contains("south one"));
        Eventually.holds("idle", outbox::idle);
        assertThat(stored.outbox()).isEmpty();
        forgetful.close();
    }

    @Test
    void what_nobody_announced_is_found() {
        OutboxDispatcher often =
                new OutboxDispatcher(stored.reader(), List.of(letters), givingUp(stored), Duration.ofMillis(20));
        AStoredLedger unheard = stored.through(stored.database().dataSource());
        unheard.writer().start();
        often.start();

        unheard.writer().write(new Enqueue(), letter("south", "one"));

        Eventually.holds("taken", () -> letters.taken.contains("south one"));
        often.close();
        unheard.close();
    }

    @Test
    void one_that_is_refused_until_it_is_of_no_more_use_is_given_up() {
        letters.unwanted.add(digest("one"));
        letters.unwanted.add(digest("late"));
        letters.ended.add(digest("late"));
        write("south", "one", "late", "last");

        Eventually.holds("given up", () -> stored.outbox().equals(Set.of(letter("south", "one"))));
        assertThat(letters.taken).containsExactly("south last");
        assertThat(outbox.idle()).isFalse();
    }

    @Test
    void one_whose_use_has_ended_still_goes_to_a_target_that_was_away() {
        letters.ended.add(digest("late"));
        letters.away.add("south");
        write("south", "late");
        Eventually.holds("tried", () -> letters.attempts.get() > 1);

        letters.away.clear();

        Eventually.holds("idle", outbox::idle);
        assertThat(letters.taken).containsExactly("south late");
    }

    @Test
    void it_is_not_idle_while_anything_waits() {
        List<String> idleWithMessages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            write("south", "letter " + i);
            boolean idle = outbox.idle();
            if (idle && !stored.outbox().isEmpty()) {
                idleWithMessages.add("letter " + i);
            }
        }
        assertThat(idleWithMessages).isEmpty();
    }

    private void write(String target, String... texts) {
        for (String text : texts) {
            letters.texts.put(digest(text), text);
            stored.writer().write(new Enqueue(), letter(target, text));
        }
    }

    private static GiveUpMessages givingUp(AStoredLedger stored) {
        return new GiveUpMessages(stored.writer(), stored.clock(), LedgerMeter.NONE);
    }

    private static OutboxMessage letter(String target, String text) {
        return new OutboxMessage(target, KIND, digest(text));
    }

    private record Enqueue() implements LedgerStep<OutboxMessage, Boolean> {

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<OutboxMessage> items) {
            items.forEach(transaction::enqueue);
            return items.stream().map(item -> true).toList();
        }
    }

    /// Delivers letters; some targets are away, some letters nobody takes.
    private static final class Letters implements OutboxSender {

        static final int MAX_BATCH = 5;

        final Map<Digest, String> texts = new ConcurrentHashMap<>();
        final Set<String> away = ConcurrentHashMap.newKeySet();
        final Set<Digest> ended = ConcurrentHashMap.newKeySet();
        final Set<Digest> unwanted = ConcurrentHashMap.newKeySet();
        final List<String> taken = new CopyOnWriteArrayList<>();
        final List<Digest> offers = new CopyOnWriteArrayList<>();
        final AtomicInteger attempts = new AtomicInteger();
        private final LedgerWriter writer;

        Letters(LedgerWriter writer) {
            this.writer = writer;
        }

        long offered(Digest subject) {
            return offers.stream().filter(subject::equals).count();
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public Instant endOfUse(Digest subject, Instant enqueued) {
            return ended.contains(subject) ? enqueued : OutboxSender.super.endOfUse(subject, enqueued);
        }

        @Override
        public int maxBatch() {
            return MAX_BATCH;
        }

        @Override
        public void send(String target, List<Digest> subjects) {
            attempts.incrementAndGet();
            if (away.contains(target)) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
            }
            OutboxSender.eachAlone(KIND, subjects, subject -> {
                offers.add(subject);
                if (unwanted.contains(subject)) {
                    throw new RefusedException(Refusal.of(Reason.INVALID_PROOF));
                }
                taken.add(target + " " + texts.getOrDefault(subject, "one"));
                writer.write(DeliveredStep.ALL, List.of(new OutboxMessage(target, KIND, subject)));
            });
        }
    }
}
