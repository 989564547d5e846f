package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// What this utility commits with the arbiter: stored with what it follows from, sent through the outbox.
public final class Submissions {

    /// Outbox kind of statements for the arbiter.
    public static final String KIND = "LOG";

    private final String arbiter;

    public Submissions(String arbiter) {
        this.arbiter = arbiter;
    }

    /// Stores a statement and enqueues it for the arbiter. Not journaled here: a journal root is no statement of the
    /// journal, other statements are journaled by whoever makes them.
    ///
    /// @param submissionKey the arbiter's key for it, see `SubmissionKey`
    public void submit(LedgerTransaction transaction, Envelope statement, String submissionKey) throws SQLException {
        try (PreparedStatement insert = transaction
                .connection()
                .prepareStatement(
                        "insert into submission (statement_digest, submission_key, envelope) values (?, ?, ?)")) {
            insert.setBytes(1, statement.digest().bytes());
            insert.setString(2, submissionKey);
            insert.setBytes(3, EnvelopeWire.encode(statement));
            insert.executeUpdate();
        }
        transaction.enqueue(new OutboxMessage(arbiter, KIND, statement.digest()));
    }
}
