package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.CloseMinutes;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.Submissions;
import io.gridpact.utility.ledger.SubmitStatements;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.metering.EstimateReadings;
import io.gridpact.utility.metering.HomeProfile;
import io.gridpact.utility.metering.MeteringMeter;
import io.gridpact.utility.metering.ReadingAdjustments;
import io.gridpact.utility.metering.ReadingOutcome;
import io.gridpact.utility.metering.ReadingsCheck;
import io.gridpact.utility.metering.ReviewReadings;
import io.gridpact.utility.metering.SignedReadings;
import io.gridpact.utility.metering.SubmitReadings;
import io.gridpact.utility.network.ADatabase;
import io.gridpact.utility.network.TalliedTrades;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.PartlyDoneException;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.pairing.AcceptPairDigest;
import io.gridpact.utility.pairing.Alarms;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.ExchangePairDigests;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.sealing.AnswerComparison;
import io.gridpact.utility.sealing.MendLists;
import io.gridpact.utility.sealing.NumberAnew;
import io.gridpact.utility.sealing.SendMending;
import io.gridpact.utility.sealing.TakeShown;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// One utility's metering and settlement on a database of its own, without a server. Its objects can be made anew at
/// any time: what it knows is in the database.
final class AUtility {

    private final TalliedTrades tallied = new TalliedTrades();
    private final String id;
    private final ANetwork network;
    private final InMemorySigner signer = InMemorySigner.generate(new SecureRandom());
    private final KillableDatabase database =
            new KillableDatabase(ADatabase.migrated().dataSource());
    private LedgerWriter writer;
    private SubmitReadings submitReadings;
    private ReviewReadings reviewReadings;
    private ReceiveStatuses receiveStatuses;
    private AcceptPairDigest acceptPairDigest;
    private PairBook pairBook;
    private AnswerComparison answerComparison;
    private List<DueTask> tasks = List.of();
    private final Map<String, Long> checked = new TreeMap<>();
    private final Map<String, OutboxSender> senders = new LinkedHashMap<>();

    AUtility(String id, ANetwork network) {
        this.id = id;
        this.network = network;
        start();
    }

    String id() {
        return id;
    }

    InMemorySigner signer() {
        return signer;
    }

    KillableDatabase database() {
        return database;
    }

    LedgerReader reader() {
        return new LedgerReader(database);
    }

    ReviewReadings reviewReadings() {
        return reviewReadings;
    }

    ReadingAdjustments adjustments() {
        return new ReadingAdjustments(reader());
    }

    ReceiveStatuses receiveStatuses() {
        return receiveStatuses;
    }

    AcceptPairDigest acceptPairDigest() {
        return acceptPairDigest;
    }

    /// What has become of trades, in all lives of this utility.
    TalliedTrades tallied() {
        return tallied;
    }

    AnswerComparison answerComparison() {
        return answerComparison;
    }

    PairBook pairBook() {
        return pairBook;
    }

    List<DueTask> tasks() {
        return tasks;
    }

    /// Forgets everything but the database.
    void restart() {
        writer.close();
        database.revive();
        start();
    }

    void close() {
        writer.close();
        database.close();
    }

    private void start() {
        LedgerReader reader = new LedgerReader(database);
        Salts salts = Salts.secure();
        SignatureVerifier verifier = new SignatureVerifier();
        Watermark watermark = (connection, now) -> now;
        Submissions submissions = new Submissions(AnArbiter.ID);
        Supplier<Optional<NetworkProfile>> profile = new HomeProfile(id, network);
        writer = new LedgerWriter(database, network.clock(), UUID::randomUUID, tallied);
        writer.start();
        SignedReadings signatures = new SignedReadings(signer, verifier, reader);
        submitReadings = new SubmitReadings(profile, signatures, writer, MeteringMeter.NONE, () -> {});
        reviewReadings = new ReviewReadings(profile, signatures, reader, writer, MeteringMeter.NONE, () -> {});
        receiveStatuses = new ReceiveStatuses(
                id,
                network::participant,
                network,
                verifier,
                network.clock(),
                reader,
                writer,
                SettlementMeter.NONE,
                () -> {});
        acceptPairDigest =
                new AcceptPairDigest(id, network, network::participant, verifier, network.clock(), writer, () -> {});
        pairBook = new PairBook(reader);
        DeclarePairDigest declare = new DeclarePairDigest(id, signer, salts, watermark, submissions);
        tasks = List.of(
                new CloseMinutes(id, signer, salts, watermark, reader, writer, submissions),
                new OpenRounds(id, profile, reader, writer),
                new AskStandings(id, AnArbiter.ID, profile, reader, writer),
                new ClaimStatuses(id, AnArbiter.ID, profile, signer, salts, reader, writer),
                new AskClaims(id, AnArbiter.ID, profile, reader, writer),
                new AwaitReadings(
                        profile, reader, writer, new EstimateReadings(signer, salts, writer, MeteringMeter.NONE)),
                new AllocateRounds(
                        id,
                        profile,
                        salts,
                        reader,
                        writer,
                        new CommitSheets(id, signer, salts, watermark, submissions, reader, writer),
                        SettlementMeter.NONE),
                new ServeLateLines(id, profile, salts, reader, writer),
                new SignStatuses(id, signer, salts, reader, writer, SettlementMeter.NONE),
                new HeldStatuses(reader, writer),
                new SettlePairs(id, AnArbiter.ID, network, declare, reader, writer, SettlementMeter.NONE),
                new ConcludeSettlements(pairBook, reader, writer, SettlementMeter.NONE),
                new MendLists(reader, writer));
        TakeShown take = new TakeShown(id, AnArbiter.ID, network, network::participant, verifier, writer);
        answerComparison = new AnswerComparison(reader, pairBook, take, network.clock());
        senders.clear();
        add(new SendMending(
                reader,
                network.mendingLink(id),
                take,
                new Alarms(reader, writer),
                new NumberAnew(declare),
                writer,
                network.clock()));
        add(new SubmitStatements(reader, writer, network.arbiter(), () -> {}));
        add(new SendStatuses(id, network.statusLink(id), reader, writer, SettlementMeter.NONE));
        add(new LearnStandings(
                id,
                AnArbiter.ID,
                network.arbiter(),
                network::participant,
                verifier,
                network.clock(),
                reader,
                writer,
                () -> {}));
        ClaimLink claims = network.claimBox().linkOf(id);
        add(new SendClaims(claims, reader, writer));
        add(new LearnClaims(
                id,
                AnArbiter.ID,
                claims,
                network::participant,
                verifier,
                network.clock(),
                reader,
                writer,
                receiveStatuses,
                new OwnShowing(id, reader, UnaryOperator.identity()),
                SettlementMeter.NONE,
                () -> {}));
        add(new AskSheetRevisions(network.arbiter(), reader, writer, () -> {}));
        add(new ExchangePairDigests(
                pairBook, network.utilityLink(id), network.checkpoints(), acceptPairDigest, writer));
    }

    private void add(OutboxSender sender) {
        senders.put(sender.kind(), sender);
    }

    AMeter enrol(Set<Direction> directions) {
        return enrol(InMemorySigner.generate(new SecureRandom()), directions);
    }

    AMeter enrolUnsigned(Set<Direction> directions) {
        return enrol(InMemorySigner.generate(new SecureRandom()), directions, true);
    }

    AMeter enrol(InMemorySigner key, Set<Direction> directions) {
        return enrol(key, directions, false);
    }

    private AMeter enrol(InMemorySigner key, Set<Direction> directions, boolean cannotSign) {
        AMeter meter = new AMeter(this, key, cannotSign);
        Instant from = Instant.EPOCH.plusSeconds(3_600);
        SigningKey signing = new SigningKey(meter.signer().publicKey(), from, ANetwork.FOREVER);
        Digest pseudonym = Hash.sha256(meter.keyId().value().bytes());
        byte[] payload = DirectoryWire.payload(
                new MeterEnrolment(pseudonym, id, signing, pseudonym, directions, from, cannotSign),
                Salts.secure().next());
        Envelope enrolment = Envelopes.sign(MeterEnrolment.PAYLOAD_TYPE, payload, signer);
        String customer = "customer-" + meter.keyId().value().prefix();
        update("insert into customer values (?, ?)", customer, Salts.secure().next());
        update(
                """
                insert into meter (key_id, meter_id, customer_id, public_key, injection, consumption, valid_from,
                    enrolment_digest, enrolment, cannot_sign) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                meter.keyId().value().bytes(),
                "meter-" + meter.keyId().value().prefix(),
                customer,
                meter.signer().publicKey().bytes(),
                directions.contains(Direction.INJECTION),
                directions.contains(Direction.CONSUMPTION),
                from.toEpochMilli(),
                enrolment.digest().bytes(),
                EnvelopeWire.encode(enrolment),
                cannotSign);
        return meter;
    }

    List<ReadingOutcome> submit(Envelope... readings) {
        return submitReadings.submit(List.of(readings));
    }

    /// Runs each task once.
    int runTasks() {
        int done = 0;
        for (DueTask task : tasks) {
            try {
                done += task.runDue(network.clock().instant());
            } catch (PartlyDoneException partly) {
                done += partly.done();
            }
        }
        return done;
    }

    /// Puts all its statuses into the outbox once more.
    void sendEveryStatusAgain() {
        update("""
                insert into outbox (id, target, kind, subject, created_at)
                select gen_random_uuid(), peer, 'STATUSES', page_digest, 0 from status_page where peer <> ?""", id);
    }

    /// Offers everything in the outbox once.
    ///
    /// @return how many messages were taken
    int sendOutbox() {
        Map<String, List<Digest>> routes = outbox();
        routes.forEach((route, subjects) -> {
            String[] parts = route.split("/", 2);
            OutboxSender sender = Optional.ofNullable(senders.get(parts[1])).orElseThrow();
            try {
                sender.send(parts[0], subjects.subList(0, Math.min(subjects.size(), sender.maxBatch())));
            } catch (RefusedException refused) {
                network.notTaken(refused);
            }
        });
        Map<String, List<Digest>> left = outbox();
        return (int) routes.entrySet().stream()
                .flatMap(route -> route.getValue().stream()
                        .filter(subject ->
                                !left.getOrDefault(route.getKey(), List.of()).contains(subject)))
                .count();
    }

    Map<String, List<Digest>> outbox() {
        return reader().read(connection -> {
            Map<String, List<Digest>> routes = new LinkedHashMap<>();
            try (PreparedStatement query = connection.prepareStatement(
                            "select target, kind, subject from outbox order by created_at, id");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    routes.computeIfAbsent(rows.getString(1) + "/" + rows.getString(2), none -> new ArrayList<>())
                            .add(Digest.of(rows.getBytes(3)));
                }
            }
            return routes;
        });
    }

    /// What this utility's checkers of readings and settlement find.
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        StoreChecker.Sink sink = new StoreChecker.Sink() {
            @Override
            public void finding(String rule, String subject, String detail) {
                findings.add(rule);
            }

            @Override
            public void checked(String what, long count) {
                checked.merge(what, count, Long::sum);
            }
        };
        checked.clear();
        SignatureVerifier verifier = new SignatureVerifier();
        new ReadingsCheck(id, network::participant, verifier, reader()).check(sink);
        new SheetsCheck(id, reader()).check(sink);
        new SettlementsCheck(id, network, reader()).check(sink);
        new PeerStatusesCheck(network::participant, verifier, reader()).check(sink);
        new ClaimsCheck(AnArbiter.ID, network::participant, verifier, reader()).check(sink);
        return findings;
    }

    /// How many of each thing the checkers looked at last.
    Map<String, Long> checked() {
        return checked;
    }

    void update(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                update.setObject(index + 1, parameters[index]);
            }
            update.executeUpdate();
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /// Rows of a query as text, in their order.
    List<String> rows(String sql, Object... parameters) {
        return reader().read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int index = 0; index < parameters.length; index++) {
                    query.setObject(index + 1, parameters[index]);
                }
                List<String> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        List<String> row = new ArrayList<>();
                        for (int column = 1; column <= columns; column++) {
                            row.add(String.valueOf(rows.getString(column)));
                        }
                        found.add(String.join(" ", row));
                    }
                }
                return found;
            }
        });
    }
}
