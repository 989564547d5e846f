package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.pairing.Agreed;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Settles all trades of a peer and window once both sides' figures are there: asks the arbiter whether the sheets
/// relied on are the last, derives every settlement, and signs the digest of their list (PROTOCOL.md, section 8).
public final class SettlePairs implements DueTask {

    static final int ORDER = 140;

    private static final Logger LOG = Logger.getLogger(SettlePairs.class);

    private final String utility;
    private final String arbiter;
    private final AgreementBook agreements;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;
    private final Ask ask = new Ask();
    /// Pairs whose trouble has been logged; it is looked at again and again.
    private final Set<Pair> told = new HashSet<>();
    private final Declare declare;

    public SettlePairs(
            String utility,
            String arbiter,
            AgreementBook agreements,
            DeclarePairDigest pairDigests,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter) {
        this.utility = utility;
        this.arbiter = arbiter;
        this.agreements = agreements;
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
        this.declare = new Declare(pairDigests);
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(reader.look(Pairs::complete), this::ask);
        work.each(lateAndReady(), pair -> writer.write(ask, pair) ? 1 : 0);
        work.each(reader.look(Pairs::asked), this::settle);
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private int ask(Pair pair) {
        Optional<NetworkProfile> rules = agreements.profileWith(utility, pair.peer());
        boolean punctual = rules.isEmpty()
                || reader.read(connection -> LatePairs.isPunctual(connection, utility, rules.get(), pair));
        writer.write(punctual ? ask : MarkLate.INSTANCE, pair);
        return 1;
    }

    private List<Pair> lateAndReady() {
        if (!reader.look(LateSide::anyLate)) {
            return List.of();
        }
        return reader.read(connection -> LatePairs.ready(connection, utility, agreements));
    }

    private int settle(Pair pair) {
        return switch (reader.read(connection -> ReliedRoots.answer(connection, utility, pair))) {
            case MISSING -> 0;
            case SUPERSEDED -> {
                if (told.add(pair)) {
                    LOG.errorf(
                            "not settled with %s, window %s: the arbiter holds another sheet root than was shown",
                            pair.peer(), pair.windowStart());
                }
                yield 0;
            }
            case HIGHEST -> {
                settleTrades(pair);
                yield 1;
            }
        };
    }

    private void settleTrades(Pair pair) {
        NetworkProfile rules = agreements.profileWith(utility, pair.peer()).orElseThrow();
        var punctualities = reader.read(connection -> LatePairs.punctualities(connection, utility, rules, pair));
        reader.scan(connection -> {
            PairFigures.forEachPage(
                    connection,
                    utility,
                    pair,
                    page -> store(
                            pair,
                            page.stream()
                                    .map(figures -> figures.settle(rules.toleranceBasisPoints(), punctualities))
                                    .toList()));
            return pair;
        });
        Agreed agreed = reader.read(connection -> PairFigures.agreed(
                connection, new PairKey(pair.peer(), pair.windowStart(), PairStage.SETTLED, PairDigest.FIRST_NUMBER)));
        writer.write(declare, new Declaration(pair, agreed));
        LOG.infof("%d trades with %s settled here, window %s", agreed.leaves().size(), pair.peer(), pair.windowStart());
    }

    private void store(Pair pair, List<StoreSettlements.Settled> page) {
        writer.write(StoreSettlements.INSTANCE, page);
        page.stream()
                .map(StoreSettlements.Settled::figures)
                .flatMap(figures -> Stream.of(figures.seller(), figures.buyer()))
                .filter(basis -> basis != LateRules.Basis.ALLOCATED)
                .forEach(basis -> meter.imputed(pair.peer(), basis.name(), 1));
    }

    private enum MarkLate implements LedgerStep<Pair, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Pair> items) throws SQLException {
            for (Pair pair : items) {
                LatePairs.mark(transaction.connection(), pair);
            }
            return items.stream().map(item -> true).toList();
        }
    }

    private final class Ask implements LedgerStep<Pair, Boolean> {

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Pair> items) throws SQLException {
            List<Boolean> asked = new ArrayList<>(items.size());
            for (Pair pair : items) {
                if (Pairs.move(transaction.connection(), pair, "OPEN", "ASKED")) {
                    noteTime(transaction, pair);
                    for (Digest root : ReliedRoots.of(transaction.connection(), utility, pair)) {
                        transaction.enqueue(new OutboxMessage(arbiter, AskSheetRevisions.KIND, root));
                    }
                }
                asked.add(true);
            }
            return asked;
        }

        private static void noteTime(LedgerTransaction transaction, Pair pair) throws SQLException {
            try (PreparedStatement update = transaction
                    .connection()
                    .prepareStatement("update settlement_pair set asked_at = ? where window_start = ? and peer = ?")) {
                update.setLong(1, transaction.now().toEpochMilli());
                update.setLong(2, pair.startMillis());
                update.setString(3, pair.peer());
                update.executeUpdate();
            }
        }
    }

    private record Declaration(Pair pair, Agreed agreed) {}

    private record Declare(DeclarePairDigest pairDigests) implements LedgerStep<Declaration, Boolean> {

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Declaration> items) throws SQLException {
            List<Boolean> declared = new ArrayList<>(items.size());
            for (Declaration item : items) {
                declared.add(pairDigests.declare(transaction, item.agreed()));
                Pairs.move(transaction.connection(), item.pair(), "ASKED", "DECLARED");
            }
            return declared;
        }
    }
}
