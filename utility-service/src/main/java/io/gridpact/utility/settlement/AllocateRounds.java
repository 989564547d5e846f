package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.metering.EnrolledMeters;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.Salts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Shares the readings of a round among its trades, meter by meter, and commits the sheets when all are made
/// (PROTOCOL.md, section 7). Sheets are stored a few hundred at a time; they bind nobody before their common root is
/// committed, and after a restart those that are stored stay as they are.
public final class AllocateRounds implements DueTask {

    static final int ORDER = 120;
    /// Lines and meters that are stored in one transaction, but for a meter that has more lines.
    static final int PAGE_LINES = 4_000;

    static final int PAGE_METERS = 500;

    private static final Logger LOG = Logger.getLogger(AllocateRounds.class);

    private final String utility;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final Salts salts;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final StoreSheets storeSheets;
    private final CommitSheets commitSheets;
    private final SettlementMeter meter;

    public AllocateRounds(
            String utility,
            Supplier<Optional<NetworkProfile>> profile,
            Salts salts,
            LedgerReader reader,
            LedgerWriter writer,
            CommitSheets commitSheets,
            SettlementMeter meter) {
        this.utility = utility;
        this.profile = profile;
        this.salts = salts;
        this.reader = reader;
        this.writer = writer;
        this.storeSheets = new StoreSheets(utility);
        this.commitSheets = commitSheets;
        this.meter = meter;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(reader.look(connection -> Rounds.in(connection, RoundState.ALLOCATING)), this::allocate);
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private int allocate(Round round) {
        AllocationRule rule = profile.get().orElseThrow().allocationRule();
        // Sheets that serve late lines are stored when that is decided.
        long lines = round.servesLate() ? 0 : storeSheets(round, rule);
        commitSheets.commit(round);
        LOG.infof(
                "allocated %d lines of the window %s, %s", lines, round.window().start(), round.direction());
        return 1;
    }

    private long storeSheets(Round round, AllocationRule rule) {
        Page page = new Page(round, rule);
        return reader.scan(connection -> {
            MeterClaims.forEach(connection, round, utility, page::add);
            page.store();
            return page.storedLines;
        });
    }

    private final class Page {

        private final Round round;
        private final AllocationRule rule;
        private final List<MeterClaims> meters = new ArrayList<>();
        private int lines;
        private long storedLines;

        Page(Round round, AllocationRule rule) {
            this.round = round;
            this.rule = rule;
        }

        void add(MeterClaims claims) {
            meters.add(claims);
            lines += claims.claims().size();
            if (lines >= PAGE_LINES || meters.size() >= PAGE_METERS) {
                store();
            }
        }

        void store() {
            if (meters.isEmpty()) {
                return;
            }
            Map<KeyId, byte[]> enrolled = reader.read(connection -> EnrolledMeters.keys(
                    connection, meters.stream().map(MeterClaims::meter).toList()));
            List<AllocatedMeter> allocated = meters.stream()
                    .map(claims ->
                            AllocatedMeter.of(claims, rule, utility, key(enrolled, claims.meter()), round, salts))
                    .toList();
            writer.write(storeSheets, new StoreSheets.Sheets(round, allocated));
            meter.allocated(round.direction(), lines);
            storedLines += lines;
            meters.clear();
            lines = 0;
        }

        private byte[] key(Map<KeyId, byte[]> enrolled, KeyId meter) {
            return Optional.ofNullable(enrolled.get(meter))
                    .orElseThrow(() -> new IllegalStateException("a trade rests on a meter that is not enrolled"));
        }
    }
}
