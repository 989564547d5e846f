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
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.node.Aside;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
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
import java.util.stream.Stream;
import javax.sql.DataSource;

/// A utility: its service's own beans, on the simulation's clock, disk, links and randomness.
final class UtilityNode extends Node {

    private static final BeanIndex BEANS = BeanIndex.ofModule(LedgerWriter.class);
    private static final int SALT_BYTES = 32;

    private final Cast cast;
    private final AllocationRule rule;
    private final Modes modes;
    private final SimulatedNetwork network;
    private final SplittableRandom random;
    private final Consumer<RuntimeException> faults;
    private Wiring wiring = new Wiring(BEANS, Map.of());
    private Errands errands;
    private Optional<Mail> mail = Optional.empty();
    private boolean woken;

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
        this.errands = new Errands(disk, () -> 0, List.of());
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
        writer.startOnCallersThread();
        mail = Optional.of(new Mail(wiring.get(OutboxDispatcher.class)));
        wiring.get(Wake.class).onWake(() -> woken = true);
        errands = new Errands(disk(), wiring.get(ParticipantStore.class)::changes, wiring.all(DueTask.class));
        woken = true;
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
                .give(SignatureVerifier.class, beans -> Cast.VERIFIER)
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
                .give(ParticipantStore.class, beans -> new HeldParticipants(cast, Cast.VERIFIER, clock()))
                .give(
                        AgreementStore.class,
                        beans -> new HeldAgreements(
                                beans.get(NodeConfig.class),
                                beans.get(EntityManager.class),
                                beans.get(ParticipantStore.class),
                                Cast.VERIFIER,
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

    @Override
    void work() {
        woken = false;
        errands.run(clock()::instant, this::isUp, this::tell);
        if (isUp()) {
            mail.ifPresent(waiting -> waiting.offer(clock()::instant, this::isUp, this::tell));
        }
    }

    private void tell(RuntimeException fault) {
        woken = true;
        faults.accept(fault);
    }

    /// When it has to work again although nothing comes: time makes something due, or mail is to be sent again.
    Optional<Instant> next() {
        return Stream.concat(errands.nextDue().stream(), mail.flatMap(Mail::next).stream())
                .min(Comparator.naturalOrder());
    }

    /// Whoever was away is there again.
    void clearUp() {
        mail.ifPresent(Mail::forgetWaits);
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
