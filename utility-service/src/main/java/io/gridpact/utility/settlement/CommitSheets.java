package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.SubmissionKey;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.Submissions;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.node.Salts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Signs the root over all sheets of a round and has it logged with the arbiter: the commitment that two counterparties
/// of one meter are shown the same sheet (PROTOCOL.md, section 7).
public final class CommitSheets {

    private final String utility;
    private final Signer signer;
    private final Salts salts;
    private final Watermark watermark;
    private final Submissions submissions;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Commit step = new Commit();

    public CommitSheets(
            String utility,
            Signer signer,
            Salts salts,
            Watermark watermark,
            Submissions submissions,
            LedgerReader reader,
            LedgerWriter writer) {
        this.utility = utility;
        this.signer = signer;
        this.salts = salts;
        this.watermark = watermark;
        this.submissions = submissions;
        this.reader = reader;
        this.writer = writer;
    }

    /// @throws IllegalStateException where not every trade of the round is allocated
    void commit(Round round) {
        Digest root = reader.read(connection -> {
            if (!Rounds.allocated(connection, round)) {
                throw new IllegalStateException("trades of round " + round + " are not on its sheets");
            }
            return SheetMap.of(connection, round).root();
        });
        writer.write(step, new Root(round, root));
    }

    private record Root(Round round, Digest root) {}

    private final class Commit implements LedgerStep<Root, Boolean> {

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Root> items) throws SQLException {
            List<Boolean> committed = new ArrayList<>(items.size());
            for (Root item : items) {
                commit(transaction, item.round(), item.root());
                committed.add(true);
            }
            return committed;
        }

        private void commit(LedgerTransaction transaction, Round round, Digest root) throws SQLException {
            Instant start = round.window().start();
            Instant completeTo = watermark.completeTo(transaction.connection(), transaction.now());
            byte[] payload = StatementWire.sheetRootPayload(
                    utility, round.direction(), start, round.revision(), root, completeTo, salts.next());
            Envelope statement = Envelopes.sign(SheetRoot.PAYLOAD_TYPE, payload, signer);
            SheetRoot sheetRoot = new SheetRoot(
                    statement.digest(), utility, round.direction(), start, round.revision(), root, completeTo);
            SheetRoots.insertOwn(transaction.connection(), sheetRoot, statement);
            transaction.journal(statement.digest());
            submissions.submit(transaction, statement, SubmissionKey.sheet(round.direction(), start, round.revision()));
            Rounds.move(transaction.connection(), round, RoundState.ALLOCATING, RoundState.COMMITTED);
        }
    }
}
