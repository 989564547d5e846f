package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.SheetStanding;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StandingWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.settlement.Standings.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Asks the arbiter about sides that are silent or late, and goes on without those that are (PROTOCOL.md, section 8.4).
public final class LearnStandings implements OutboxSender {

    /// Outbox kind; the subject is a question.
    public static final String KIND = "SHEET_STANDING";

    /// How long the next word of the arbiter may take: it signs a checkpoint a minute.
    static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private static final int MAX_QUESTIONS = 20;
    private static final Fields ANSWER = new Fields(Reason.INVALID_PROOF, "standing");

    private final String utility;
    private final String arbiter;
    private final StandingLink link;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Learn step;
    private final Runnable whenLearned;

    /// @param whenLearned is run when an answer has been stored
    public LearnStandings(
            String utility,
            String arbiter,
            StandingLink link,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock,
            LedgerReader reader,
            LedgerWriter writer,
            Runnable whenLearned) {
        this.utility = utility;
        this.arbiter = arbiter;
        this.link = link;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
        this.reader = reader;
        this.writer = writer;
        this.step = new Learn(utility);
        this.whenLearned = whenLearned;
    }

    private record Answer(OutboxMessage message, Side side, SheetStanding standing, Envelope envelope) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return MAX_QUESTIONS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        try {
            OutboxSender.eachAlone(KIND, subjects, subject -> ask(target, subject));
        } finally {
            // 3. Tell: rounds and pairs may go on.
            whenLearned.run();
        }
    }

    private void ask(String target, Digest subject) {
        Side side = reader.first(
                        "select utility, direction, window_start from standing_question where subject = ?",
                        query -> query.setBytes(1, subject.bytes()),
                        row -> new Side(
                                row.getString(1),
                                Direction.valueOf(row.getString(2)),
                                Instant.ofEpochMilli(row.getLong(3))))
                .orElseThrow();
        // 1. Ask, and verify who answers.
        Envelope envelope = link.standing(side.utility(), side.direction(), side.windowStart());
        SheetStanding standing = verified(side, envelope);
        // 2. Persist the answer, and what follows from it.
        writer.write(step, new Answer(new OutboxMessage(target, KIND, subject), side, standing, envelope));
    }

    private SheetStanding verified(Side side, Envelope envelope) {
        SheetStanding standing = StandingWire.parse(envelope, ANSWER);
        boolean asked = standing.arbiter().equals(arbiter)
                && new Side(standing.utility(), standing.direction(), standing.windowStart()).equals(side);
        boolean signed = directory
                .apply(arbiter)
                .filter(participant -> participant.role() == ParticipantRole.ARBITER)
                .filter(participant -> participant.signed(envelope, clock.instant(), verifier))
                .isPresent();
        if (!asked || !signed) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_PROOF, "standing", "not the arbiter's answer to this question"));
        }
        return standing;
    }

    private record Learn(String utility) implements LedgerStep<Answer, Boolean> {

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Answer> answers) throws SQLException {
            List<Boolean> learned = new ArrayList<>(answers.size());
            for (Answer answer : answers) {
                learn(transaction, answer);
                transaction.delivered(answer.message());
                learned.add(true);
            }
            return learned;
        }

        private void learn(LedgerTransaction transaction, Answer answer) throws SQLException {
            Connection connection = transaction.connection();
            try (PreparedStatement again =
                    connection.prepareStatement("update standing_question set ask_again_at = ? where subject = ?")) {
                again.setLong(1, transaction.now().plus(ASK_AGAIN).toEpochMilli());
                again.setBytes(2, answer.message().subject().bytes());
                again.executeUpdate();
            }
            if (!keep(connection, answer)) {
                return;
            }
            transaction.journal(answer.envelope().digest());
            Side side = answer.side();
            if (side.utility().equals(utility)) {
                return;
            }
            Standings.Known known =
                    Standings.known(connection, utility, side, answer.standing().deadlines());
            switch (known.punctuality()) {
                case NOT_DUE -> {}
                case ON_TIME -> OverdueSides.countAfterAll(connection, side);
                case OVERDUE, LATE, SILENT -> {
                    if (side.direction() == Direction.INJECTION) {
                        OverdueSides.giveUp(connection, utility, side);
                    }
                }
            }
        }

        /// An older word than the one that is held says nothing.
        private static boolean keep(Connection connection, Answer answer) throws SQLException {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    insert into sheet_standing (utility, direction, window_start, as_of, envelope)
                    values (?, ?, ?, ?, ?)
                    on conflict (utility, direction, window_start)
                    do update set as_of = excluded.as_of, envelope = excluded.envelope
                    where sheet_standing.as_of < excluded.as_of""")) {
                upsert.setString(1, answer.side().utility());
                upsert.setString(2, answer.side().direction().name());
                upsert.setLong(3, answer.side().windowStart().toEpochMilli());
                upsert.setLong(4, answer.standing().asOf().toEpochMilli());
                upsert.setBytes(5, EnvelopeWire.encode(answer.envelope()));
                return upsert.executeUpdate() == 1;
            }
        }
    }
}
