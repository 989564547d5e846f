package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.EndTrades;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.pairing.Alarm;
import io.gridpact.utility.pairing.AlarmKind;
import io.gridpact.utility.pairing.Alarms;
import io.gridpact.utility.pairing.PairKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/// Asks the arbiter what was deposited for a window that has begun, takes those trades as sealed, and once nothing more
/// can come ends what is in neither equal lists nor deposited (PROTOCOL.md, section 5).
public final class LearnDeposits implements OutboxSender {

    /// Outbox kind; about a question.
    public static final String KIND = "SEALING_QUESTION";

    private static final int ONE_WINDOW = 1;
    private static final Logger LOG = Logger.getLogger(LearnDeposits.class);

    private final String utility;
    private final LedgerReader reader;
    private final DepositLink arbiter;
    private final TakeShown take;
    private final Alarms alarms;
    private final EndTrades endTrades;
    private final LedgerWriter writer;
    private final Runnable whenAnswered;

    /// @param whenAnswered is run when an answer has been stored
    public LearnDeposits(
            String utility,
            LedgerReader reader,
            DepositLink arbiter,
            TakeShown take,
            Alarms alarms,
            EndTrades endTrades,
            LedgerWriter writer,
            Runnable whenAnswered) {
        this.utility = utility;
        this.reader = reader;
        this.arbiter = arbiter;
        this.take = take;
        this.alarms = alarms;
        this.endTrades = endTrades;
        this.writer = writer;
        this.whenAnswered = whenAnswered;
    }

    private record Question(String peer, Instant windowStart) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return ONE_WINDOW;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        OutboxSender.eachAlone(KIND, subjects, subject -> {
            Question question = question(subject);
            // 1. Ask.
            DepositLink.Deposits answer = arbiter.deposits(question.peer(), question.windowStart());
            // 2. Persist what was deposited, and what equal digests seal that did not arrive here in time.
            Set<Digest> disputed = new HashSet<>();
            List<Long> taken = new ArrayList<>();
            List<SealLeaf.Logged> believed = new ArrayList<>();
            answer.deposits().forEach(told -> take(question, told, taken, disputed, believed));
            writer.write(SealLeaf.INSTANCE, believed);
            if (answer.matchedNumber() > 0) {
                writer.write(
                        SealMatched.INSTANCE,
                        new PairKey(question.peer(), question.windowStart(), PairStage.SEALED, answer.matchedNumber()));
            }
            // 3. The arbiter may forget what is held here now.
            if (!taken.isEmpty()) {
                arbiter.acknowledge(taken);
            }
            // 4. Persist that the rest is void, where nothing more can come; or when to ask again.
            if (answer.decided()) {
                List<Digest> pending = pending(question);
                pending.removeAll(disputed);
                endTrades.voidTrades(pending);
                endTrades.lapseUpdates(question.peer(), question.windowStart());
            }
            writer.write(
                    CloseQuestion.INSTANCE,
                    new CloseQuestion.Answered(
                            new OutboxMessage(target, KIND, subject), answer.decided(), answer.decidedAt()));
        });
        whenAnswered.run();
    }

    private void take(
            Question question,
            DepositLink.Told told,
            List<Long> taken,
            Set<Digest> disputed,
            List<SealLeaf.Logged> believed) {
        boolean own = told.deposit().utility().equals(utility);
        if (told.proof().isPresent() && !own) {
            var proof = told.proof().get();
            Digest order = proof.sealed().consented().order().digest();
            try {
                if (!proof.leaf().equals(told.deposit().leaf())) {
                    throw new IllegalStateException("another trade's proof");
                }
                take.take(question.peer(), question.windowStart(), proof);
            } catch (RefusedException | IllegalStateException wrong) {
                LOG.errorf("a deposit of %s for trade %s does not hold: %s", question.peer(), order.prefix(), wrong);
                alarms.raise(new Alarm(
                        AlarmKind.FALSE_DEPOSIT,
                        new PairKey(question.peer(), question.windowStart(), PairStage.SEALED, PairDigest.FIRST_NUMBER),
                        EnvelopeWire.encode(proof.sealed().buyerAttestation().envelope())));
                disputed.add(order);
                return;
            }
        }
        believed.add(new SealLeaf.Logged(question.peer(), told));
        if (!own && told.proof().isPresent()) {
            taken.add(told.leafIndex());
        }
    }

    private List<Digest> pending(Question question) {
        return new ArrayList<>(reader.list(
                "select order_digest from trade where state = 'PENDING' and peer = ? and window_start = ?",
                query -> {
                    query.setString(1, question.peer());
                    query.setLong(2, question.windowStart().toEpochMilli());
                },
                row -> Digest.of(row.getBytes(1))));
    }

    private Question question(Digest subject) {
        return reader.first(
                        "select peer, window_start from sealing_question where subject = ?",
                        query -> query.setBytes(1, subject.bytes()),
                        row -> new Question(row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
                .orElseThrow();
    }
}
