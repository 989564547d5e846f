package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Tells the arbiter which statuses are lacking (PROTOCOL.md, section 8.5).
public final class SendClaims implements OutboxSender {

    /// Outbox kind; the subject is a claim.
    public static final String KIND = "STATUS_CLAIM";

    private static final Fields STORED = new Fields(Reason.INTERNAL, "status_claim");
    private static final Logger LOG = Logger.getLogger(SendClaims.class);

    private final ClaimLink arbiter;
    private final LedgerReader reader;
    private final LedgerWriter writer;

    public SendClaims(ClaimLink arbiter, LedgerReader reader, LedgerWriter writer) {
        this.arbiter = arbiter;
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return ClaimLink.MAX_CLAIMS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        List<Envelope> claims = subjects.stream().map(this::claim).toList();
        // 1. Send.
        List<Optional<Refusal>> outcomes = arbiter.claim(claims);
        // 2. Persist that the arbiter has them, or never will.
        for (int index = 0; index < subjects.size(); index++) {
            OutboxMessage message = new OutboxMessage(target, KIND, subjects.get(index));
            outcomes.get(index).ifPresent(refusal -> LOG.warnf("the arbiter does not take a claim: %s", refusal));
            if (outcomes.get(index).map(SendClaims::isFinal).orElse(true)) {
                writer.write(Sent.INSTANCE, message);
            }
        }
    }

    private static boolean isFinal(Refusal refusal) {
        return refusal.reason() == Reason.WINDOW_CLOSED;
    }

    private Envelope claim(Digest subject) {
        return reader.first(
                        "select envelope from status_claim where claim_digest = ?",
                        query -> query.setBytes(1, subject.bytes()),
                        row -> EnvelopeWire.parse(row.getBytes(1), STORED))
                .orElseThrow();
    }

    private enum Sent implements LedgerStep<OutboxMessage, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<OutboxMessage> messages) throws SQLException {
            List<Boolean> sent = new ArrayList<>(messages.size());
            for (OutboxMessage message : messages) {
                transaction.delivered(message);
                sent.add(true);
            }
            return sent;
        }
    }
}
