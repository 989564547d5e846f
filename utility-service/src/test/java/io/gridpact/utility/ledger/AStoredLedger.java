package io.gridpact.utility.ledger;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.utility.network.ADatabase;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.Findings;
import io.gridpact.utility.network.TalliedTrades;
import io.gridpact.utility.node.Uuids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import javax.sql.DataSource;

/// The ledger in a real PostgreSQL, without a server around it. Its objects can be made anew at any time.
public final class AStoredLedger implements LedgerUnderTest, AutoCloseable {

    private final ADatabase database;
    private final NodeClock clock;
    private final LedgerReader reader;
    private final TalliedTrades tallied = new TalliedTrades();
    private final LedgerWriter writer;
    private final Ledger ledger;

    private AStoredLedger(ADatabase database, DataSource source, NodeClock clock) {
        this.database = database;
        this.clock = clock;
        this.reader = new LedgerReader(database.dataSource());
        this.writer = new LedgerWriter(source, clock, new Uuids(clock, new SplittableRandom(1)), tallied);
        this.ledger = new PostgresLedger(reader, writer);
    }

    /// A new one, at [ANetwork#NOW], with its writer at work.
    public static AStoredLedger started() {
        AStoredLedger stored = prepared();
        stored.writer.start();
        return stored;
    }

    /// A new one whose writer has still to be started: until then, changes queue.
    public static AStoredLedger prepared() {
        ADatabase database = ADatabase.migrated();
        return new AStoredLedger(database, database.dataSource(), NodeClock.frozen(ANetwork.NOW));
    }

    /// A new one by somebody's clock, whose writer has still to be started.
    public static AStoredLedger preparedBy(NodeClock clock) {
        ADatabase database = ADatabase.migrated();
        return new AStoredLedger(database, database.dataSource(), clock);
    }

    /// The same database and clock, everything else made anew; the writer has still to be started.
    public AStoredLedger preparedAgain() {
        writer.close();
        return new AStoredLedger(database, database.dataSource(), clock);
    }

    /// The same database, everything else made anew.
    public AStoredLedger restarted() {
        return restartedAt(clock.instant());
    }

    public AStoredLedger restartedAt(Instant now) {
        writer.close();
        AStoredLedger stored = new AStoredLedger(database, database.dataSource(), NodeClock.frozen(now));
        stored.writer.start();
        return stored;
    }

    /// The same database, written through another source of connections.
    public AStoredLedger through(DataSource source) {
        return new AStoredLedger(database, source, clock);
    }

    /// What has become of trades since these objects were made.
    public TalliedTrades tallied() {
        return tallied;
    }

    public ADatabase database() {
        return database;
    }

    public NodeClock clock() {
        return clock;
    }

    public LedgerReader reader() {
        return reader;
    }

    public LedgerWriter writer() {
        return writer;
    }

    /// What the ledger's own checkers find.
    public List<String> findings(String utility) {
        List<String> findings =
                new ArrayList<>(Findings.of(new JournalCheck(utility, reader)).rules());
        findings.addAll(Findings.of(new LimitsCheck(reader, clock)).rules());
        return findings;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        writer.close();
    }

    @Override
    public void limit(String customer, Direction direction, long limitWh) {
        customer(customer);
        database.execute("insert into customer_limit values ('%s', '%s', %d)".formatted(customer, direction, limitWh));
    }

    @Override
    public void mandate(String customer, String platform, Direction direction, long limitWh) {
        customer(customer);
        database.execute(
                "insert into mandate values ('%s', '%s', '%s', %d)".formatted(customer, platform, direction, limitWh));
    }

    private void customer(String customer) {
        database.execute("insert into customer values ('%s', '\\x%s') on conflict do nothing"
                .formatted(customer, "00".repeat(32)));
    }

    @Override
    public void closeGate(Instant windowStart) {
        database.execute("insert into closed_window values (%d, 0)".formatted(windowStart.toEpochMilli()));
    }

    @Override
    public long usedWh(String customer, String platform, Direction direction) {
        LocalDate day = LocalDate.ofInstant(ANetwork.WINDOW.start(), ZoneOffset.UTC);
        return database.number("""
                select coalesce(sum(used_wh), 0) from limit_account
                where customer_id = '%s' and platform = '%s' and direction = '%s' and day = '%s'""".formatted(customer, platform, direction, day));
    }

    @Override
    public Set<OutboxMessage> outbox() {
        return new HashSet<>(reader.list(
                "select target, kind, subject from outbox",
                query -> {},
                row -> new OutboxMessage(row.getString(1), row.getString(2), Digest.of(row.getBytes(3)))));
    }

    @Override
    public List<Digest> journal() {
        List<Digest> journal = new ArrayList<>();
        reader.list(
                        "select digests from journal_batch order by minute, first_index",
                        query -> {},
                        row -> row.getBytes(1))
                .forEach(digests -> {
                    for (int at = 0; at < digests.length; at += Digest.BYTES) {
                        journal.add(Digest.of(Arrays.copyOfRange(digests, at, at + Digest.BYTES)));
                    }
                });
        return journal;
    }

    @Override
    public Set<Digest> conflicts() {
        return new HashSet<>(reader.list(
                "select order_digest from conflicting_order", query -> {}, row -> Digest.of(row.getBytes(1))));
    }
}
