package io.gridpact.utility.pairing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.DeliveredStep;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.peer.CheckpointBook;
import io.gridpact.utility.peer.UtilityLink;
import java.util.List;
import org.jboss.logging.Logger;

/// Hands this utility's pair digests to the peers they are agreed with, with the last checkpoint held.
public final class ExchangePairDigests implements OutboxSender {

    /// Outbox kind.
    public static final String KIND = "PAIR_DIGEST";

    private static final int MAX_DIGESTS = 50;
    private static final Logger LOG = Logger.getLogger(ExchangePairDigests.class);

    private final PairBook book;
    private final UtilityLink utilities;
    private final CheckpointBook checkpoints;
    private final AcceptPairDigest accept;
    private final LedgerWriter writer;

    public ExchangePairDigests(
            PairBook book,
            UtilityLink utilities,
            CheckpointBook checkpoints,
            AcceptPairDigest accept,
            LedgerWriter writer) {
        this.book = book;
        this.utilities = utilities;
        this.checkpoints = checkpoints;
        this.accept = accept;
        this.writer = writer;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return MAX_DIGESTS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        OutboxSender.eachAlone(KIND, subjects, subject -> {
            Envelope own = book.ownByStatement(subject).orElseThrow();
            // 1. Send, and persist what came back, if it verifies.
            exchange(target, own);
            // 2. Persist that ours has arrived, or will never be taken.
            writer.write(DeliveredStep.ALL, List.of(new OutboxMessage(target, KIND, subject)));
        });
    }

    private void exchange(String target, Envelope own) {
        try {
            utilities
                    .exchangePairDigest(target, own, checkpoints.last())
                    .ifPresent(theirs -> accept.answer(target, own, theirs));
        } catch (RefusedException refused) {
            // Too late, on either side, or an alarm that has been raised: the same again changes nothing.
            Reason reason = refused.refusal().reason();
            if (reason != Reason.WINDOW_CLOSED && reason != Reason.EQUIVOCATION) {
                throw refused;
            }
            LOG.warnf("%s %s: %s", KIND, target, refused.getMessage());
        }
    }
}
