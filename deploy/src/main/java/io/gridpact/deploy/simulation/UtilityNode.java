package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.envelope.OpeningKeys;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.protocol.link.TrustedPeers;
import io.gridpact.utility.customer.EnrolCustomers;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxDispatcher;
import io.gridpact.utility.ledger.OutboxDispatcher.Route;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.node.Aside;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.PartlyDoneException;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Uuids;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.peer.AgreementStore;
import io.gridpact.utility.peer.CheckpointStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// A utility: its service's own beans, on the simulation's clock, disk, links and randomness.
final class UtilityNode extends Node {

    private static final BeanIndex BEANS = BeanIndex.ofModule(LedgerWriter.class);
    private static final SignatureVerifier VERIFIER = new SignatureVerifier();
    private static final int SALT_BYTES = 32;

    private final Cast cast;
    private final AllocationRule rule;
    private final Modes modes;
    private final SimulatedNetwork network;
    private final SplittableRandom random;
    private final Consumer<RuntimeException> faults;
    private Wiring wiring = new Wiring(BEANS, Map.of());
    private List<DueTask> tasks = List.of();
    private boolean woken;
    private Instant due = Instant.MIN;
    /// When that was asked.
    private long seenWrites;

    /// @param faults is told of what no use case may throw
    UtilityNode(
            String id,
            SimulatedDisk disk,
            Instant start,
            Duration skew,
            Cast cast,
            AllocationRule rule,
            Modes modes,
            SimulatedNetwork network,
            SplittableRandom random,
            Consumer<RuntimeException> faults) {
        super(id, disk, start, skew);
        this.cast = cast;
        this.rule = rule;
        this.modes = modes;
        this.network = network;
        this.random = random;
        this.faults = faults;
    }

    static List<String> migrations() {
        return BEANS.migrations();
    }

    @Override
    Life begin() {
        wiring = wired(random.split());
        LedgerWriter writer = wiring.get(LedgerWriter.class);
        OutboxDispatcher outbox = wiring.get(OutboxDispatcher.class);
        writer.startOnCallersThread();
        outbox.startByHand();
        wiring.get(Wake.class).onWake(() -> woken = true);
        tasks = wiring.all(DueTask.class).stream()
                .sorted(Comparator.comparingInt(DueTask::order))
                .toList();
        woken = true;
        due = Instant.MIN;
        return new Life(
                services(wiring),
                TrustedPeers.in(cast::participant).or(cast.operator().asPeer()));
    }

    private Wiring wired(SplittableRandom bytes) {
        SeededBytes salts = new SeededBytes(bytes);
        return new Wiring(BEANS, Map.of())
                .give(DataSource.class, beans -> disk())
                .give(NodeConfig.class, beans -> SimulatedConfig.of(id()))
                .give(NodeClock.class, beans -> clock())
                .give(Salts.class, beans -> () -> salts.take(SALT_BYTES))
                .give(Uuids.class, beans -> new Uuids(clock(), bytes.split()))
                .give(
                        RotatingSigner.class,
                        beans -> new RotatingSigner(
                                () -> cast.signers(id()),
                                () -> beans.get(ParticipantStore.class).participant(id()),
                                clock()))
                .give(OpeningKeys.class, beans -> () -> List.of(cast.openingKey(id())))
                .give(SignatureVerifier.class, beans -> VERIFIER)
                .give(Aside.class, beans -> Runnable::run)
                .give(Tracing.class, beans -> Tracing.OFF)
                .give(SignatureAudit.class, beans -> SignatureAudit.NONE)
                .give(
                        OperatorDoor.class,
                        beans -> new OperatorDoor(cast.operator(), (caller, call, outcome) -> {}, clock()))
                .give(EntityManager.class, beans -> NoOperator.entities())
                .give(MeterRegistry.class, beans -> new SimpleMeterRegistry())
                .give(
                        PeerChannels.class,
                        beans -> new PeerChannels(cast::participant, peer -> network.channel(id(), peer.id())))
                .give(ParticipantStore.class, beans -> new HeldParticipants(cast, VERIFIER, clock()))
                .give(
                        AgreementStore.class,
                        beans -> new HeldAgreements(
                                beans.get(NodeConfig.class),
                                beans.get(EntityManager.class),
                                beans.get(ParticipantStore.class),
                                VERIFIER,
                                clock(),
                                cast.agreements(rule, modes),
                                cast.profile(rule)))
                .give(CheckpointStore.class, beans -> new StoredCheckpoints(beans.get(NodeConfig.class), disk()));
    }

    EnrolCustomers enrolCustomers() {
        return wiring.get(EnrolCustomers.class);
    }

    /// For looking at its ledger without failing.
    LedgerReader reader() {
        return new LedgerReader(disk());
    }

    boolean woken() {
        return woken;
    }

    /// Whether there is something that could not be sent yet.
    boolean hasMail() {
        return !wiring.get(OutboxDispatcher.class).storedRoutes().isEmpty();
    }

    @Override
    void work() {
        // Where nothing has come and nothing is due there is only mail to be sent again.
        boolean stirred =
                woken || disk().writes() != seenWrites || !clock().instant().isBefore(due);
        woken = false;
        for (DueTask task : stirred ? tasks : List.<DueTask>of()) {
            if (isUp()) {
                run(task);
            }
        }
        for (Route route : isUp() ? routes() : List.<Route>of()) {
            if (isUp()) {
                offer(route);
            }
        }
    }

    private void run(DueTask task) {
        try {
            task.runDue(clock().instant());
        } catch (PartlyDoneException partly) {
            tell(partly.getCause() instanceof RuntimeException cause ? cause : partly);
        } catch (RuntimeException fault) {
            tell(fault);
        }
    }

    private List<Route> routes() {
        try {
            return wiring.get(OutboxDispatcher.class).storedRoutes();
        } catch (RuntimeException fault) {
            tell(fault);
            return List.of();
        }
    }

    private void offer(Route route) {
        try {
            wiring.get(OutboxDispatcher.class).offer(route);
        } catch (SQLException gone) {
            woken = true;
        } catch (RuntimeException fault) {
            tell(fault);
        }
    }

    private void tell(RuntimeException fault) {
        woken = true;
        faults.accept(fault);
    }

    /// When time alone makes something due. That stands until then, or until something is written.
    Optional<Instant> nextDue() {
        Instant now = clock().instant();
        if (disk().writes() != seenWrites || !now.isBefore(due)) {
            due = tasks.stream()
                    .flatMap(task -> task.nextDue(now).stream())
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
            seenWrites = disk().writes();
        }
        return Optional.of(due).filter(at -> at.isBefore(Instant.MAX));
    }

    /// Changes its own books behind its software's back, as a liar does.
    void changeBooks(String sql) {
        try (Connection connection = disk().getConnection();
                PreparedStatement change = connection.prepareStatement(sql)) {
            change.executeUpdate();
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }

    @Override
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (StoreCheck check : wiring.all(StoreCheck.class)) {
            check.check(new FindingList(id(), findings));
        }
        return findings;
    }
}
