package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.wire.StatusWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.metering.WindowReadings;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.settlement.SheetLines.StoredLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Signs, page by page, what each trade was allocated, with its proof, once the arbiter has logged the sheets' root
/// (PROTOCOL.md, section 8.1). A status is signed once, stored, and sent as it is stored. Trades with both sides here
/// get the same statuses; they are not sent.
public final class SignStatuses implements DueTask {

    static final int ORDER = 130;

    /// Sheets whose readings are read together.
    private static final int GROUP_SHEETS = 200;

    private static final Logger LOG = Logger.getLogger(SignStatuses.class);

    private final String utility;
    private final Signer signer;
    private final Salts salts;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;
    private final StoreStatusPage step;

    public SignStatuses(
            String utility,
            Signer signer,
            Salts salts,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter) {
        this.utility = utility;
        this.signer = signer;
        this.salts = salts;
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
        this.step = new StoreStatusPage(utility);
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(reader.look(connection -> Rounds.in(connection, RoundState.COMMITTED)), this::signIfLogged);
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private int signIfLogged(Round round) {
        if (reader.read(connection -> SheetRoots.ownLogged(connection, utility, round))
                .isEmpty()) {
            return 0;
        }
        sign(round);
        return 1;
    }

    private void sign(Round round) {
        Pages pages = reader.scan(connection -> {
            Pages work = new Pages(round, SheetMap.of(connection, round), StatusPages.reached(connection, round));
            SheetLines.forEach(connection, round, work::add);
            return work;
        });
        pages.finish();
        writer.write(MoveRound.INSTANCE, new MoveRound.Move(round, RoundState.COMMITTED, RoundState.SHOWN));
        LOG.infof(
                "signed %d statuses of the window %s, %s",
                pages.signed, round.window().start(), round.direction());
    }

    private final class Pages {

        private final Round round;
        private final SparseMerkleTree map;
        private final Map<String, StatusPages.Reached> reached;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<String, SignedPage.Draft> drafts = new HashMap<>();
        private final List<SheetLines> group = new ArrayList<>(GROUP_SHEETS);
        private long signed;

        Pages(Round round, SparseMerkleTree map, Map<String, StatusPages.Reached> reached) {
            this.round = round;
            this.map = map;
            this.reached = reached;
            reached.forEach((peer, last) -> numbers.put(peer, last.number()));
        }

        void add(SheetLines sheet) {
            group.add(sheet);
            if (group.size() == GROUP_SHEETS) {
                addGroup();
            }
        }

        void finish() {
            addGroup();
            drafts.forEach((peer, draft) -> {
                if (!draft.isEmpty()) {
                    store(peer, draft);
                }
            });
        }

        private void addGroup() {
            List<KeyId> meters = group.stream().map(SheetLines::meter).toList();
            Map<KeyId, List<WindowReadings.Stored>> readings = reader.read(
                    connection -> WindowReadings.of(connection, round.window().start(), round.direction(), meters));
            for (SheetLines sheet : group) {
                List<Digest> digests = readings.getOrDefault(sheet.meter(), List.of()).stream()
                        .map(WindowReadings.Stored::digest)
                        .toList();
                addSheet(sheet, digests);
            }
            group.clear();
        }

        private void addSheet(SheetLines stored, List<Digest> readings) {
            Sheet sheet = stored.sheet();
            SheetSummary summary = sheet.summary(stored.rule(), stored.readingWh());
            List<Digest> mapPath = map.path(stored.sheetKey()).siblings();
            for (int leaf = 0; leaf < stored.lines().size(); leaf++) {
                StoredLine line = stored.lines().get(leaf);
                StatusPages.Reached last = reached.get(line.peer());
                if (last != null && last.covers(stored.meter(), leaf)) {
                    continue;
                }
                byte[] payload = StatusWire.payload(
                        round.role(),
                        line.capWh(),
                        readings,
                        summary,
                        line.leaf(),
                        leaf,
                        sheet.path(leaf),
                        mapPath,
                        salts.next());
                add(line.peer(), stored.meter(), leaf, payload);
            }
        }

        private void add(String peer, KeyId meterKey, int leaf, byte[] payload) {
            SignedPage.Draft draft = drafts.computeIfAbsent(peer, none -> new SignedPage.Draft());
            draft.add(meterKey, leaf, payload);
            if (draft.isFull()) {
                store(peer, draft);
                drafts.remove(peer);
            }
        }

        private void store(String peer, SignedPage.Draft draft) {
            SignedPage page = draft.sign(signer);
            int number = numbers.merge(peer, 1, Integer::sum);
            writer.write(step, new StoreStatusPage.Page(round, peer, number, page));
            meter.statusesSigned(page.statuses().size());
            signed += page.statuses().size();
        }
    }
}
