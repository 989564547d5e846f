package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MissingReadingFallback;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.SettlementMode;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.peer.AgreementBook;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.peer.CheckpointBook;
import io.gridpact.utility.peer.UtilityLink;
import io.gridpact.utility.sealing.MendingLink;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Some utilities and an arbiter in one JVM, each on its own database, joined by links that are method calls.
final class ANetwork implements AgreementBook {

    static final Instant FOREVER = Instant.parse("2100-01-01T00:00:00Z");
    static final DeliveryWindow WINDOW =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T10:00:00Z"), Duration.ofHours(1));
    /// The window before it.
    static final DeliveryWindow EARLIER =
            DeliveryWindow.startingAt(WINDOW.start().minus(Duration.ofHours(1)), Duration.ofHours(1));
    /// Rounds of all utilities without which a network counts as stuck.
    private static final int MAX_ROUNDS = 100;

    private static final List<ANetwork> OPEN = new ArrayList<>();

    private final NodeClock clock = NodeClock.frozen(WINDOW.end());
    private final AnArbiter arbiter = new AnArbiter(InMemorySigner.generate(new SecureRandom()), clock);
    private final AClaimBox claimBox = new AClaimBox(this);
    private final NetworkProfile profile;
    private final Map<String, AUtility> utilities = new LinkedHashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<String, StatusLink> links = new HashMap<>();
    private final Set<String> away = new HashSet<>();
    private boolean somebodyWasAway;
    private UnaryOperator<StatusPart> onTheWay = UnaryOperator.identity();
    private Consumer<StatusPart> onceTaken = part -> {};
    private Runnable betweenSteps = () -> {};

    ANetwork(AllocationRule rule, String... ids) {
        this.profile = new NetworkProfile(
                Hash.sha256(new byte[] {1}),
                "test",
                Duration.ofHours(1),
                rule,
                1_000,
                Deadlines.DEFAULT,
                MissingReadingFallback.NOTHING_INJECTED_ALL_CONSUMED,
                7);
        for (String id : ids) {
            utilities.put(id, new AUtility(id, this));
        }
        OPEN.add(this);
    }

    static ANetwork of(String... ids) {
        return new ANetwork(AllocationRule.FIFO, ids);
    }

    /// Ends all networks of the test.
    static void closeAll() {
        OPEN.forEach(network -> network.utilities.values().forEach(AUtility::close));
        OPEN.clear();
    }

    AUtility at(String id) {
        return Optional.ofNullable(utilities.get(id)).orElseThrow();
    }

    NodeClock clock() {
        return clock;
    }

    AnArbiter arbiter() {
        return arbiter;
    }

    /// Where statuses are claimed and deposited.
    AClaimBox claimBox() {
        return claimBox;
    }

    /// From now on not everything is taken that is sent.
    void expectRefusals() {
        somebodyWasAway = true;
    }

    void onTheWay(UnaryOperator<StatusPart> change) {
        onTheWay = change;
    }

    void onceTaken(Consumer<StatusPart> action) {
        onceTaken = action;
    }

    void betweenSteps(Runnable action) {
        betweenSteps = action;
    }

    /// What was said to streams of statuses that were refused, the latest last.
    List<Refusal> refusals() {
        return refusals;
    }

    /// A trade that both utilities hold delivered.
    ATrade trade(AMeter seller, AMeter buyer, long quantityWh, Instant confirmedAt) {
        return trade(WINDOW, seller, buyer, quantityWh, confirmedAt);
    }

    ATrade trade(DeliveryWindow window, AMeter seller, AMeter buyer, long quantityWh, Instant confirmedAt) {
        ATrade trade = new ATrade(
                Hash.sha256(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8)),
                window,
                seller,
                buyer,
                quantityWh,
                confirmedAt);
        trade.insertAt(seller.utility());
        if (!trade.sameUtility()) {
            trade.insertAt(buyer.utility());
        }
        return trade;
    }

    AMeter sellerAt(String utility) {
        return at(utility).enrol(EnumSet.of(Direction.INJECTION));
    }

    AMeter buyerAt(String utility) {
        return at(utility).enrol(EnumSet.of(Direction.CONSUMPTION));
    }

    /// Its utility signs in its place.
    AMeter unsignedSellerAt(String utility) {
        return at(utility).enrolUnsigned(EnumSet.of(Direction.INJECTION));
    }

    AMeter unsignedBuyerAt(String utility) {
        return at(utility).enrolUnsigned(EnumSet.of(Direction.CONSUMPTION));
    }

    void injects(AMeter meter, long energyWh) {
        injects(WINDOW, meter, energyWh);
    }

    void injects(DeliveryWindow window, AMeter meter, long energyWh) {
        meter.utility().submit(meter.reads(Direction.INJECTION, window.start(), window.end(), energyWh));
    }

    void consumes(AMeter meter, long energyWh) {
        consumes(WINDOW, meter, energyWh);
    }

    void consumes(DeliveryWindow window, AMeter meter, long energyWh) {
        meter.utility().submit(meter.reads(Direction.CONSUMPTION, window.start(), window.end(), energyWh));
    }

    /// Runs everybody until nobody has anything to do, or to send that is taken.
    void settle() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int done = 0;
            for (AUtility utility : here()) {
                done += utility.runTasks();
                betweenSteps.run();
                done += utility.sendOutbox();
                betweenSteps.run();
            }
            if (done == 0) {
                return;
            }
        }
        throw new IllegalStateException("not settled after " + MAX_ROUNDS + " rounds");
    }

    /// It does nothing, and nobody reaches it.
    void goesAway(String utility) {
        away.add(utility);
        somebodyWasAway = true;
    }

    void comesBack(String utility) {
        away.remove(utility);
    }

    /// What somebody who is away, or has just come back, does not take stays in the outbox; otherwise nobody expects
    /// it.
    void notTaken(RefusedException refused) {
        if (!somebodyWasAway) {
            throw refused;
        }
    }

    private List<AUtility> here() {
        return utilities.values().stream()
                .filter(utility -> !away.contains(utility.id()))
                .toList();
    }

    private AUtility reached(String utility) {
        if (away.contains(utility)) {
            throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
        }
        return at(utility);
    }

    void moveTo(Instant instant) {
        clock.moveTo(instant);
    }

    /// What anybody's checkers find.
    List<String> findings() {
        return utilities.values().stream()
                .flatMap(utility -> utility.findings().stream())
                .toList();
    }

    Optional<Participant> participant(String id) {
        if (id.equals(AnArbiter.ID)) {
            return Optional.of(participant(id, ParticipantRole.ARBITER, arbiter.signer()));
        }
        return Optional.ofNullable(utilities.get(id))
                .map(utility -> participant(id, ParticipantRole.UTILITY, utility.signer()));
    }

    private static Participant participant(String id, ParticipantRole role, InMemorySigner signer) {
        SigningKey key = new SigningKey(signer.publicKey(), Instant.EPOCH, FOREVER);
        return new Participant(
                id, role, "", Participants.spiffeId(role, id), List.of(), List.of(key), Optional.empty(), key, 1);
    }

    @Override
    public Optional<Agreement> between(String utility, String other) {
        return Optional.of(agreement(utility, other));
    }

    @Override
    public Optional<Agreement> inForce(String utility, String other, Instant at) {
        return between(utility, other);
    }

    @Override
    public Optional<NetworkProfile> profile(Digest digest) {
        return Optional.of(profile);
    }

    @Override
    public List<Agreement> agreements() {
        return List.of();
    }

    private Agreement agreement(String first, String second) {
        Price free = new Price("EUR", BigDecimal.ZERO);
        return new Agreement(
                Hash.sha256(new byte[] {2}),
                first,
                second,
                profile.digest(),
                arbiter.signer().publicKey().id(),
                arbiter.signer().publicKey().id(),
                ConfirmationMode.BLOCKING,
                SettlementMode.DIRECT,
                "EUR",
                free,
                free,
                AnArbiter.ID,
                Instant.EPOCH);
    }

    /// From now on what this utility shows goes another way.
    void linkedBy(String from, StatusLink link) {
        links.put(from, link);
    }

    StatusLink statusLink(String from) {
        StatusLink direct = direct(from);
        return new StatusLink() {
            @Override
            public void deliver(String to, Iterator<StatusPart> parts) {
                links.getOrDefault(from, direct).deliver(to, parts);
            }

            @Override
            public int held(String to, Instant windowStart, List<Digest> pages) {
                return links.getOrDefault(from, direct).held(to, windowStart, pages);
            }
        };
    }

    private StatusLink direct(String from) {
        return new StatusLink() {
            @Override
            public void deliver(String to, Iterator<StatusPart> parts) {
                StatusIntake intake = reached(to).receiveStatuses().begin(from);
                try {
                    parts.forEachRemaining(part -> {
                        take(intake, onTheWay.apply(part));
                        onceTaken.accept(part);
                    });
                } catch (RefusedException refused) {
                    refusals.add(refused.refusal());
                    throw refused;
                }
            }

            @Override
            public int held(String to, Instant windowStart, List<Digest> pages) {
                return reached(to).receiveStatuses().held(from, windowStart, pages);
            }
        };
    }

    private static void take(StatusIntake intake, StatusPart part) {
        Fields sent = Fields.of(Reason.INVALID_PROOF);
        switch (part) {
            case StatusPart.Header header ->
                intake.header(header.windowStart(), header.sheetRoot(), header.logReceipt());
            case StatusPart.Meter meter ->
                intake.meter(
                        EnvelopeWire.parse(meter.enrolment(), sent),
                        meter.readings().stream()
                                .map(reading -> EnvelopeWire.parse(reading, sent))
                                .toList(),
                        meter.logged());
            case StatusPart.Page page -> intake.page(StatusPageWire.parse(page.content(), sent), page.content());
        }
    }

    UtilityLink utilityLink(String from) {
        return new UtilityLink() {
            @Override
            public Optional<Envelope> exchangePairDigest(String utility, Envelope pairDigest, String checkpoint) {
                PairKey key = reached(utility).acceptPairDigest().accept(from, pairDigest);
                return at(utility).pairBook().own(key);
            }

            @Override
            public Envelope countersign(
                    String utility, byte[] order, Envelope sellerAttestation, SealedBytes buyerOpening) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void deliverReceipts(String utility, List<Envelope> receipts) {
                throw new UnsupportedOperationException();
            }
        };
    }

    MendingLink mendingLink(String from) {
        return new MendingLink() {
            @Override
            public Compared compare(PairKey key, List<LeafRange> ranges) {
                return reached(key.peer())
                        .answerComparison()
                        .compare(new PairKey(from, key.windowStart(), key.stage(), key.number()), ranges);
            }

            @Override
            public Answer show(
                    String peer, Instant windowStart, long number, List<SealingProof> trades, List<Digest> wanted) {
                throw new UnsupportedOperationException();
            }
        };
    }

    CheckpointBook checkpoints() {
        return new CheckpointBook() {
            @Override
            public String last() {
                return "";
            }

            @Override
            public void keep(ArbiterLink.VerifiedCheckpoint checkpoint) {}
        };
    }
}
