package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.peer.ArbiterLink.Submitted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/// Sends statements to the arbiter and stores its receipts.
public final class SubmitStatements implements OutboxSender {

    private static final int MAX_STATEMENTS = 500;
    private static final Logger LOG = Logger.getLogger(SubmitStatements.class);

    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final ArbiterLink arbiter;
    private final Runnable whenLogged;
    private final UnaryOperator<Envelope> anew;

    /// @param whenLogged is run when receipts have been stored
    /// Where no key is ever revoked.
    public SubmitStatements(LedgerReader reader, LedgerWriter writer, ArbiterLink arbiter, Runnable whenLogged) {
        this(reader, writer, arbiter, whenLogged, UnaryOperator.identity());
    }

    /// @param anew signs under another key what a key has signed that this utility has revoked since
    public SubmitStatements(
            LedgerReader reader,
            LedgerWriter writer,
            ArbiterLink arbiter,
            Runnable whenLogged,
            UnaryOperator<Envelope> anew) {
        this.anew = anew;
        this.reader = reader;
        this.writer = writer;
        this.arbiter = arbiter;
        this.whenLogged = whenLogged;
    }

    @Override
    public String kind() {
        return Submissions.KIND;
    }

    @Override
    public int maxBatch() {
        return MAX_STATEMENTS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        // 1. Persist the signatures of what had to be signed anew: the same statements, which are shown later.
        List<Envelope> statements = signed(statements(subjects));
        // 2. Send: the link verifies each receipt before it is believed.
        List<Submitted> results = arbiter.submit(statements);
        // 3. Persist receipts and what is delivered.
        writer.write(new StoreReceipts(target), results);
        // 4. Tell: what waited for the log may go on.
        whenLogged.run();
    }

    private List<Envelope> signed(List<Envelope> statements) {
        List<Envelope> signed = statements.stream().map(anew).toList();
        List<Envelope> changed = signed.stream()
                .filter(statement -> !statements.contains(statement))
                .toList();
        if (!changed.isEmpty()) {
            writer.write(StoreSignatures.INSTANCE, changed);
        }
        return signed;
    }

    private enum StoreSignatures implements LedgerStep<List<Envelope>, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<List<Envelope>> items) throws SQLException {
            List<Integer> counts = new ArrayList<>(items.size());
            for (List<Envelope> statements : items) {
                try (SqlBatch update = new SqlBatch(transaction.connection(), """
                        update submission s set envelope = a.envelope
                        from unnest(?::bytea[], ?::bytea[]) as a (digest, envelope)
                        where s.statement_digest = a.digest and s.log_receipt is null""")) {
                    for (Envelope statement : statements) {
                        update.row(statement.digest().bytes(), EnvelopeWire.encode(statement));
                    }
                    counts.add(update.update());
                }
            }
            return counts;
        }
    }

    private List<Envelope> statements(List<Digest> subjects) {
        return reader.read(connection -> {
            List<Envelope> statements = new ArrayList<>(subjects.size());
            try (SqlBatch select = new SqlBatch(connection, """
                    select s.envelope from submission s join unnest(?::bytea[]) with ordinality as k (digest, place)
                    on s.statement_digest = k.digest order by k.place""")) {
                subjects.forEach(subject -> select.row(subject.bytes()));
                try (ResultSet rows = select.query()) {
                    while (rows.next()) {
                        statements.add(EnvelopeWire.parse(rows.getBytes(1), new Fields(Reason.INTERNAL, "envelope")));
                    }
                }
            }
            return statements;
        });
    }

    private record StoreReceipts(String target) implements LedgerStep<List<Submitted>, Integer> {

        private static final String UPDATE = """
                update submission s set log_receipt = r.receipt, leaf_index = r.leaf_index, logged_at = r.logged_at
                from unnest(?::bytea[], ?::bytea[], ?::bigint[], ?::bigint[])
                    as r (digest, receipt, leaf_index, logged_at)
                where s.statement_digest = r.digest and s.log_receipt is null""";

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<List<Submitted>> items) throws SQLException {
            List<Integer> counts = new ArrayList<>(items.size());
            for (List<Submitted> results : items) {
                counts.add(store(transaction, results));
            }
            return counts;
        }

        /// A key that is taken stays taken; whatever else was wrong, with a statement that stays as it is, may be
        /// mended on the arbiter's side, and the statement has to be logged then, until it is given up.
        private static boolean isFinal(Submitted result) {
            return switch (result) {
                case Submitted.Logged ignored -> true;
                case Submitted.Refused refused -> refused.refusal().reason() == Reason.EQUIVOCATION;
            };
        }

        private int store(LedgerTransaction transaction, List<Submitted> results) throws SQLException {
            try (SqlBatch update = new SqlBatch(transaction.connection(), UPDATE)) {
                for (Submitted result : results) {
                    switch (result) {
                        case Submitted.Logged logged -> {
                            LogReceipt receipt = logged.receipt();
                            update.row(
                                    receipt.statement().bytes(),
                                    EnvelopeWire.encode(logged.envelope()),
                                    receipt.leafIndex(),
                                    receipt.loggedAt().toEpochMilli());
                        }
                        case Submitted.Refused refused ->
                            LOG.errorf(
                                    "the arbiter refused statement %s: %s",
                                    refused.statement().prefix(),
                                    refused.refusal().reason());
                    }
                    if (isFinal(result)) {
                        transaction.delivered(new OutboxMessage(target, Submissions.KIND, result.statement()));
                    }
                }
                return update.update();
            }
        }
    }
}
