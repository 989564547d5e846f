package io.gridpact.utility.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.settlement.ReliedRoots.Relied;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks the arbiter for the highest revision of sheet roots, before anything that relies on them is signed
/// (PROTOCOL.md, section 7).
public final class AskSheetRevisions implements OutboxSender {

    /// Outbox kind; the subject is the sheet root's statement.
    public static final String KIND = "SHEET_REVISION";

    private static final int MAX_QUESTIONS = 20;

    private final ArbiterLink arbiter;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Runnable whenAnswered;

    /// @param whenAnswered is run when answers have been stored
    public AskSheetRevisions(ArbiterLink arbiter, LedgerReader reader, LedgerWriter writer, Runnable whenAnswered) {
        this.arbiter = arbiter;
        this.reader = reader;
        this.writer = writer;
        this.whenAnswered = whenAnswered;
    }

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
            // 3. Tell: what waited may go on.
            whenAnswered.run();
        }
    }

    private void ask(String target, Digest subject) {
        Relied root = reader.read(connection -> ReliedRoots.byStatement(connection, subject))
                .orElseThrow();
        // 1. Ask.
        Optional<ArbiterLink.SheetRevision> highest =
                arbiter.sheetRevision(root.utility(), root.direction(), root.windowStart());
        if (highest.isEmpty()) {
            // It is logged, by the receipt shown with it; so the arbiter has not yet taken our pair digest of that
            // window, without which it tells us nothing.
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_PROOF, "", "the log does not show a sheet root that it receipted"));
        }
        // 2. Persist the answer.
        writer.write(StoreAnswer.INSTANCE, new StoreAnswer.Answered(target, subject, highest));
    }

    private enum StoreAnswer implements LedgerStep<StoreAnswer.Answered, Boolean> {
        INSTANCE;

        record Answered(String target, Digest statement, Optional<ArbiterLink.SheetRevision> highest) {}

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Answered> items) throws SQLException {
            List<Boolean> stored = new ArrayList<>(items.size());
            for (Answered item : items) {
                store(transaction, item);
                transaction.delivered(new OutboxMessage(item.target(), KIND, item.statement()));
                stored.add(true);
            }
            return stored;
        }

        private static void store(LedgerTransaction transaction, Answered item) throws SQLException {
            try (PreparedStatement update = transaction.connection().prepareStatement("""
                    update sheet_root set highest_revision = ?, highest_statement = ?, answered_at = ?
                    where statement_digest = ?""")) {
                if (item.highest().isPresent()) {
                    update.setLong(1, item.highest().get().revision());
                    update.setBytes(2, item.highest().get().statement().bytes());
                } else {
                    update.setLong(1, 0);
                    update.setNull(2, Types.BINARY);
                }
                update.setLong(3, transaction.now().toEpochMilli());
                update.setBytes(4, item.statement().bytes());
                update.executeUpdate();
            }
        }
    }
}
