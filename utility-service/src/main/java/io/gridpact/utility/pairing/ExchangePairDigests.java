package io.gridpact.utility.pairing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.DeliveredStep;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.peer.CheckpointBook;
import io.gridpact.utility.peer.UtilityLink;
import java.util.List;
import java.util.Optional;

/// Hands this utility's pair digests to the peers they are agreed with, with the last checkpoint held.
public final class ExchangePairDigests implements OutboxSender {

    /// Outbox kind.
    public static final String KIND = "PAIR_DIGEST";

    private static final int MAX_DIGESTS = 50;

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
            // 1. Send.
            Optional<Envelope> theirs = utilities.exchangePairDigest(target, own, checkpoints.last());
            // 2. Persist what came back, if it verifies.
            theirs.ifPresent(envelope -> accept.accept(target, envelope));
            // 3. Persist that ours has arrived.
            writer.write(DeliveredStep.ALL, List.of(new OutboxMessage(target, KIND, subject)));
        });
    }
}
