package io.gridpact.utility.sealing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.pairing.ListComparison;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.DeliveredStep;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.pairing.Alarm;
import io.gridpact.utility.pairing.AlarmKind;
import io.gridpact.utility.pairing.Alarms;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Compares a list with the peer's and numbers anew with what both then hold (PROTOCOL.md, sections 5 and 8). Of stage
/// SEALED it shows what the peer lacks and takes what is lacking here; what the peer refuses is left out and will be
/// deposited. Of stage SETTLED what differs is left out as disputed.
public final class SendMending implements OutboxSender {

    /// Outbox kind; about a pair digest of this utility.
    public static final String KIND = "MENDING";

    /// Messages that one comparison may take: more than lists of a million trades need that differ in thousands.
    private static final int MAX_MESSAGES = 4_000;

    private static final int ONE_LIST = 1;
    private static final Fields STORED = Fields.of(Reason.INTERNAL);
    private static final Logger LOG = Logger.getLogger(SendMending.class);

    private final LedgerReader reader;
    private final MendingLink link;
    private final TakeShown take;
    private final Alarms alarms;
    private final NumberAnew numberAnew;
    private final LedgerWriter writer;
    private final Clock clock;

    public SendMending(
            LedgerReader reader,
            MendingLink link,
            TakeShown take,
            Alarms alarms,
            NumberAnew numberAnew,
            LedgerWriter writer,
            Clock clock) {
        this.reader = reader;
        this.link = link;
        this.take = take;
        this.alarms = alarms;
        this.numberAnew = numberAnew;
        this.writer = writer;
        this.clock = clock;
    }

    /// @param theirs the peer's signed digest
    private record Lists(PairKey key, Envelope theirs, SealedLists.Members own) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return ONE_LIST;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        OutboxSender.eachAlone(KIND, subjects, subject -> {
            OutboxMessage message = new OutboxMessage(target, KIND, subject);
            Lists lists = lists(subject);
            if (lists.key().stage() == PairStage.SEALED
                    && !clock.instant().isBefore(lists.key().windowStart())) {
                writer.write(DeliveredStep.ALL, List.of(message));
                return;
            }
            try {
                mend(lists, message);
            } catch (RefusedException refused) {
                if (refused.refusal().reason() != Reason.WINDOW_CLOSED) {
                    throw refused;
                }
                writer.write(DeliveredStep.ALL, List.of(message));
            }
        });
    }

    private void mend(Lists lists, OutboxMessage message) {
        // 1. Compare.
        ListComparison comparison =
                new ListComparison(lists.own().list(), StatementWire.pairDigest(lists.theirs(), STORED));
        if (compare(lists.key(), comparison) instanceof Verdict.Refused denied) {
            LOG.warnf(
                    "list of %s, window %s: %s", lists.key().peer(), lists.key().windowStart(), denied.refusal());
            alarms.raise(new Alarm(AlarmKind.LIST_DENIED, lists.key(), EnvelopeWire.encode(lists.theirs())));
            writer.write(DeliveredStep.ALL, List.of(message));
            return;
        }
        // 2. Show what the peer lacks; take what is lacking here.
        Set<SealedLists.Listed> refused = new HashSet<>();
        Set<SealedLists.Listed> taken = new HashSet<>();
        switch (lists.key().stage()) {
            case SEALED -> show(lists, comparison, refused, taken);
            case SETTLED -> leaveOut(lists, comparison, refused);
        }
        // 3. Persist: number anew.
        writer.write(numberAnew, new NumberAnew.Mended(lists.key(), taken, refused, message));
    }

    private Verdict compare(PairKey key, ListComparison comparison) {
        List<LeafRange> asked = comparison.next();
        for (int messages = 0; !asked.isEmpty(); messages++) {
            if (messages == MAX_MESSAGES) {
                return Verdict.refused(Reason.RESOURCE_EXHAUSTED, "ranges", "the lists differ in too much");
            }
            MendingLink.Compared compared = link.compare(key, asked);
            if (comparison.take(compared.ranges(), compared.energyWh()) instanceof Verdict.Refused refused) {
                return refused;
            }
            asked = comparison.next();
        }
        return Verdict.accepted();
    }

    private void show(
            Lists lists, ListComparison comparison, Set<SealedLists.Listed> refused, Set<SealedLists.Listed> taken) {
        List<Digest> here = comparison.onlyHere();
        List<Digest> there = comparison.onlyThere();
        for (int from = 0; from < Math.max(here.size(), there.size()); from += MendingLink.MAX_TRADES) {
            List<SealedLists.Listed> trades = page(here, from).stream()
                    .map(leaf -> lists.own().trades().get(leaf))
                    .toList();
            List<SealingProof> proofs = new ArrayList<>();
            List<SealedLists.Listed> shown = new ArrayList<>();
            for (SealedLists.Listed order : trades) {
                // Without a proof of its own it can be neither shown nor kept.
                reader.read(connection -> ProofsOfSealing.of(connection, order))
                        .ifPresentOrElse(
                                proof -> {
                                    proofs.add(proof);
                                    shown.add(order);
                                },
                                () -> refused.add(order));
            }
            PairKey key = lists.key();
            List<Digest> wanted = page(there, from);
            MendingLink.Answer answer = link.show(key.peer(), key.windowStart(), key.number(), proofs, wanted);
            for (int i = 0; i < shown.size(); i++) {
                Optional<Refusal> refusal = answer.results().get(i);
                if (refusal.isPresent()) {
                    LOG.warnf(
                            "%s refuses trade %s: %s",
                            key.peer(), shown.get(i).order().prefix(), refusal.get());
                    refused.add(shown.get(i));
                }
            }
            answer.trades().forEach(proof -> taken(key, proof, wanted).ifPresent(taken::add));
        }
    }

    /// Of a trade that both settle otherwise each has a leaf of its own: so each leaves it out, without being told.
    private static void leaveOut(Lists lists, ListComparison comparison, Set<SealedLists.Listed> disputed) {
        for (Digest leaf : comparison.onlyHere()) {
            SealedLists.Listed trade =
                    Objects.requireNonNull(lists.own().trades().get(leaf));
            LOG.errorf(
                    "%s derives another settlement of trade %s",
                    lists.key().peer(), trade.order().prefix());
            disputed.add(trade);
        }
    }

    private Optional<SealedLists.Listed> taken(PairKey key, SealingProof proof, List<Digest> wanted) {
        Digest order = proof.sealed().consented().order().digest();
        if (!wanted.contains(proof.leaf())) {
            return Optional.empty();
        }
        try {
            take.take(key.peer(), key.windowStart(), proof);
            return Optional.of(new SealedLists.Listed(
                    order, proof.update().map(made -> made.update().revision()).orElse(0L)));
        } catch (RefusedException notTaken) {
            LOG.warnf("trade %s of %s is not taken: %s", order.prefix(), key.peer(), notTaken.refusal());
            return Optional.empty();
        }
    }

    private static List<Digest> page(List<Digest> leaves, int from) {
        int begin = Math.min(from, leaves.size());
        return leaves.subList(begin, Math.min(begin + MendingLink.MAX_TRADES, leaves.size()));
    }

    private Lists lists(Digest statement) {
        return reader.read(connection -> {
            try (var query = connection.prepareStatement("""
                    select peer, window_start, number, peer_envelope, stage from pair_digest
                    where own_statement_digest = ?""")) {
                query.setBytes(1, statement.bytes());
                try (var row = query.executeQuery()) {
                    row.next();
                    Instant windowStart = Instant.ofEpochMilli(row.getLong(2));
                    PairKey key = new PairKey(
                            row.getString(1), windowStart, PairStage.valueOf(row.getString(5)), row.getLong(3));
                    return new Lists(
                            key, EnvelopeWire.parse(row.getBytes(4), STORED), DeclaredLists.members(connection, key));
                }
            }
        });
    }
}
