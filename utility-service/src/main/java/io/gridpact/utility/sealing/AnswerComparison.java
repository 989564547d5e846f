package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.pairing.PairList;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers a peer that compares lists with this utility, and takes and shows what one of them lacks.
public final class AnswerComparison {

    private final LedgerReader reader;
    private final PairBook book;
    private final TakeShown take;
    private final Clock clock;
    private volatile @Nullable Remembered last;

    /// The list that was asked for last: a comparison asks for the same one several times, and once declared a list
    /// does not change.
    private record Remembered(PairKey key, PairList list) {}

    public AnswerComparison(LedgerReader reader, PairBook book, TakeShown take, Clock clock) {
        this.reader = reader;
        this.book = book;
        this.take = take;
        this.clock = clock;
    }

    /// @throws RefusedException UNKNOWN_TRADE where no such list was declared to that peer
    public MendingLink.Compared compare(PairKey key, List<LeafRange> ranges) {
        PairList list = list(key);
        return new MendingLink.Compared(ranges.stream().map(list::summary).toList(), list.energyWh());
    }

    /// @throws RefusedException WINDOW_CLOSED once the window has begun: what is shown then no longer counts
    public MendingLink.Answer show(
            String peer, Instant windowStart, long number, List<SealingProof> trades, List<Digest> wanted) {
        if (!clock.instant().isBefore(windowStart)) {
            throw new RefusedException(Refusal.of(Reason.WINDOW_CLOSED, "window_start_millis", "the window has begun"));
        }
        List<Optional<Refusal>> results = new ArrayList<>(trades.size());
        for (SealingProof proof : trades) {
            results.add(taken(peer, windowStart, proof));
        }
        return new MendingLink.Answer(results, shown(new PairKey(peer, windowStart, PairStage.SEALED, number), wanted));
    }

    private Optional<Refusal> taken(String peer, Instant windowStart, SealingProof proof) {
        try {
            take.take(peer, windowStart, proof);
            return Optional.empty();
        } catch (RefusedException refused) {
            return Optional.of(refused.refusal());
        }
    }

    private List<SealingProof> shown(PairKey key, List<Digest> wanted) {
        return reader.read(connection -> {
            var trades = SealedLists.members(connection, key.peer(), key.windowStart(), key.number())
                    .trades();
            List<SealingProof> shown = new ArrayList<>(wanted.size());
            for (Digest leaf : wanted) {
                SealedLists.Listed listed = trades.get(leaf);
                if (listed != null) {
                    ProofsOfSealing.of(connection, listed).ifPresent(shown::add);
                }
            }
            return shown;
        });
    }

    private PairList list(PairKey key) {
        Remembered remembered = last;
        if (remembered != null && remembered.key().equals(key)) {
            return remembered.list();
        }
        if (book.own(key).isEmpty()) {
            throw new RefusedException(Refusal.of(Reason.UNKNOWN_TRADE, "number", "no such list was declared"));
        }
        PairList list =
                reader.read(connection -> DeclaredLists.members(connection, key).list());
        last = new Remembered(key, list);
        return list;
    }
}
