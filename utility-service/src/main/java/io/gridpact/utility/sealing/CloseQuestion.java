package io.gridpact.utility.sealing;

import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.OutboxMessage;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A question has been answered: it is asked again later, or never.
enum CloseQuestion implements LedgerStep<CloseQuestion.Answered, Boolean> {
    INSTANCE;

    /// How long a deposit may stay unknown here that was made after the window had begun, at least.
    static final Duration ASK_AGAIN = Duration.ofMinutes(1);
    /// What was not known for so long may stay unknown for a fraction of that: a trade that stays undecided because a
    /// peer lies is not asked about every minute for good.
    private static final int FRACTION = 4;

    /// @param decidedAt from when on it is decided, where it is not yet
    record Answered(OutboxMessage message, boolean decided, Instant decidedAt) {}

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Answered> items) throws SQLException {
        List<Boolean> closed = new ArrayList<>(items.size());
        for (Answered item : items) {
            Instant soon = transaction.now().plus(patience(item, transaction.now()));
            boolean sooner = !item.decided()
                    && item.decidedAt().isAfter(transaction.now())
                    && item.decidedAt().isBefore(soon);
            try (PreparedStatement update = transaction
                    .connection()
                    .prepareStatement("update sealing_question set ask_again_at = ? where subject = ?")) {
                update.setLong(1, (sooner ? item.decidedAt() : soon).toEpochMilli());
                update.setBytes(2, item.message().subject().bytes());
                update.executeUpdate();
            }
            transaction.delivered(item.message());
            closed.add(true);
        }
        return closed;
    }

    private static Duration patience(Answered item, Instant now) {
        Duration since = Duration.between(item.decidedAt(), now).dividedBy(FRACTION);
        return since.compareTo(ASK_AGAIN) > 0 ? since : ASK_AGAIN;
    }
}
