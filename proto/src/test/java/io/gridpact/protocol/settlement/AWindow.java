package io.gridpact.protocol.settlement;

import io.gridpact.protocol.allocation.AllocationRules;
import io.gridpact.protocol.allocation.Claim;
import io.gridpact.protocol.allocation.Line;
import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetKey;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetNode;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A meter's window as its utility allocates, commits and shows it: honestly, unless a test changes a field before
/// [#commit()] (what is committed is wrong) or after it (what is shown is not what was committed).
final class AWindow {

    static final DeliveryWindow WINDOW = new DeliveryWindow(AReading.minute(0), AReading.minute(60));
    static final Instant READINGS_DUE = AReading.minute(120);
    static final Digest ORDER = order(2);

    private static final Duration DAY = Duration.ofDays(1);
    private static final int OTHER_METERS = 6;

    // What the verifier knows.
    SideTerms terms;
    AllocationRule profileRule = AllocationRule.FIFO;

    // What the utility commits.
    AllocationRule rule = AllocationRule.FIFO;
    PublicKey meter = AReading.METER;
    String utility;
    Direction direction;
    Set<Direction> directions;
    boolean cannotSign;
    Optional<Instant> loggedAt = Optional.empty();
    Instant enrolledFrom = WINDOW.start().minus(DAY);
    Instant keyUntil = WINDOW.start().plus(DAY);
    List<AReading> readings;
    List<ReadingSigner> signers;
    List<Claim> claims;
    int otherMeters = OTHER_METERS;
    Instant rootWindow = WINDOW.start();
    long rootRevision = SheetRoot.FIRST_REVISION;

    // What it shows.
    String rootUtility;
    Direction rootDirection;
    Digest mapRoot = ORDER;
    TradeRole role;
    long capWh;
    List<Digest> readingDigests = List.of();
    SheetSummary summary = new SheetSummary(AllocationRule.FIFO, 0, ORDER, 0, 0, 0);
    SheetLeaf leaf = new SheetLeaf(ORDER, 0, 0, 0, salt(0));
    long leafIndex;
    List<SheetNode> sheetPath = List.of();
    List<Digest> mapPath = List.of();

    private AWindow(
            SideTerms terms, String utility, List<AReading> readings, List<ReadingSigner> signers, List<Claim> claims) {
        this.terms = terms;
        this.utility = utility;
        this.rootUtility = utility;
        this.role = terms.role();
        this.direction = role.direction();
        this.rootDirection = direction;
        this.directions = Set.of(direction);
        this.readings = readings;
        this.signers = signers;
        this.claims = claims;
        this.capWh = terms.capWh();
    }

    /// Two trades of 5 and 4 kWh share 7 kWh, which two readings give; the second is looked at.
    static AWindow ofSeller() {
        return new AWindow(
                terms(TradeRole.SELLER, "north", 4_000),
                "north",
                List.of(
                        AReading.of(0, 30, 4_000).registers(10_000, 14_000),
                        AReading.of(30, 60, 3_000).registers(14_000, 17_000)),
                List.of(ReadingSigner.METER, ReadingSigner.METER),
                List.of(claim(1, 5_000, 5_000), claim(2, 4_000, 4_000)));
    }

    /// The buyer of that trade is served 2 kWh and consumes enough, also for two trades confirmed later.
    static AWindow ofBuyer() {
        return new AWindow(
                terms(TradeRole.BUYER, "south", 2_000),
                "south",
                List.of(AReading.of(0, 60, 9_000).of(Direction.CONSUMPTION)),
                List.of(ReadingSigner.METER),
                List.of(claim(2, 4_000, 2_000), claim(7, 3_000, 3_000), claim(8, 1_000, 1_000)));
    }

    static SideTerms terms(TradeRole role, String utility, long capWh) {
        return new SideTerms(ORDER, 0, role, utility, AReading.METER.id(), WINDOW, 4_000, capWh);
    }

    static Claim claim(long number, long contractWh, long capWh) {
        Instant confirmedAt = WINDOW.start().minus(DAY).plusSeconds(number);
        return new Claim(order(number), 0, confirmedAt, contractWh, capWh);
    }

    static Digest order(long number) {
        return Hash.tagged("test-order").integer(number).finish();
    }

    static byte[] salt(long number) {
        return Hash.tagged("test-salt").integer(number).finish().bytes();
    }

    /// The utility signs in the place of a meter that cannot, as it has attested and enrolled it.
    void attestReadings(Instant logged) {
        cannotSign = true;
        loggedAt = Optional.of(logged);
        signers = List.of(ReadingSigner.UTILITY, ReadingSigner.UTILITY);
        terms = new SideTerms(
                terms.order(),
                terms.revision(),
                terms.role(),
                terms.utility(),
                terms.meterKeyId(),
                terms.window(),
                terms.contractWh(),
                terms.capWh(),
                true);
    }

    /// Puts the utility's estimate in the readings' place.
    void estimate(AReading estimate) {
        readings = List.of(estimate.quality(ReadingQuality.ESTIMATED));
        signers = List.of(ReadingSigner.UTILITY);
    }

    /// Allocates, builds sheet and map, and fills in what is shown.
    void commit() {
        List<Reading> signed = readings.stream().map(AReading::reading).toList();
        WindowReading reading = WindowReading.tiled(WINDOW, signed).orElseThrow();
        List<Line> lines = AllocationRules.allocate(rule, reading.energyWh(), claims);
        List<SheetLeaf> leaves = new ArrayList<>();
        for (int index = 0; index < lines.size(); index++) {
            leaves.add(SheetLeaf.of(lines.get(index), salt(index)));
            leafIndex = lines.get(index).claim().order().equals(ORDER) ? index : leafIndex;
        }
        Sheet sheet = Sheet.of(leaves);
        summary = sheet.summary(rule, reading.energyWh());
        leaf = sheet.leaf((int) leafIndex);
        sheetPath = sheet.path((int) leafIndex);
        readingDigests = reading.readings().stream().map(Reading::digest).toList();
        commitMap(summary.digest(reading.readingDigest()));
    }

    void commitMap(Digest sheetDigest) {
        Map<Digest, Digest> map = new HashMap<>();
        for (int number = 0; number < otherMeters; number++) {
            map.put(SheetKey.of(utility, AReading.meter(100 + number), direction, WINDOW.start()), order(number));
        }
        Digest key = SheetKey.of(utility, meter, direction, WINDOW.start());
        map.put(key, sheetDigest);
        SparseMerkleTree tree = SparseMerkleTree.of(map);
        mapRoot = tree.root();
        mapPath = tree.path(key).siblings();
    }

    Envelope enrolment() {
        SigningKey key = new SigningKey(meter, WINDOW.start().minus(DAY), keyUntil);
        MeterEnrolment enrolment =
                new MeterEnrolment(ORDER, utility, key, order(9), directions, enrolledFrom, cannotSign);
        return unsigned(MeterEnrolment.PAYLOAD_TYPE, DirectoryWire.payload(enrolment, salt(1)));
    }

    Envelope sheetRoot() {
        return unsigned(
                SheetRoot.PAYLOAD_TYPE,
                StatementWire.sheetRootPayload(
                        rootUtility, rootDirection, rootWindow, rootRevision, mapRoot, WINDOW.end(), salt(2)));
    }

    Envelope status() {
        return unsigned(
                Status.PAYLOAD_TYPE,
                StatusWire.payload(role, capWh, readingDigests, summary, leaf, leafIndex, sheetPath, mapPath, salt(3)));
    }

    private static Envelope unsigned(String type, byte[] payload) {
        return new Envelope(type, payload, List.of());
    }
}
