package io.gridpact.deploy.simulation;

import io.gridpact.arbiter.log.FlagBell;
import io.gridpact.arbiter.log.FlagStore;
import io.gridpact.arbiter.log.LogMeters;
import io.gridpact.arbiter.log.LogStore;
import io.gridpact.arbiter.log.Notary;
import io.gridpact.arbiter.log.Sequencer;
import io.gridpact.arbiter.log.SheetStore;
import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.node.Salts;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.protocol.link.TrustedPeers;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// The arbiter: its service's own beans, on the simulation's clock, disk, links and randomness.
final class ArbiterNode extends Node {

    private static final BeanIndex BEANS = BeanIndex.ofModule(Sequencer.class);

    private final Cast cast;
    private final AllocationRule rule;
    private final SplittableRandom random;
    private final Consumer<RuntimeException> faults;
    private Wiring wiring = new Wiring(BEANS, Map.of());

    /// @param faults is told of what no use case may throw
    ArbiterNode(
            SimulatedDisk disk,
            Instant start,
            Duration skew,
            Cast cast,
            AllocationRule rule,
            SplittableRandom random,
            Consumer<RuntimeException> faults) {
        super(Cast.ARBITER, disk, start, skew);
        this.cast = cast;
        this.rule = rule;
        this.random = random;
        this.faults = faults;
    }

    static List<String> migrations() {
        return BEANS.migrations();
    }

    @Override
    Life begin() {
        wiring = wired(new SeededBytes(random.split()));
        Sequencer sequencer = wiring.get(Sequencer.class);
        sequencer.startOnCallersThread();
        List<BindableService> services = services(wiring);
        return new Life(services, TrustedPeers.in(cast::participant));
    }

    private Wiring wired(SeededBytes salts) {
        return new Wiring(BEANS, Map.of("gridpact.id", Cast.ARBITER))
                .give(DataSource.class, beans -> disk())
                .give(NodeClock.class, beans -> clock())
                .give(Signer.class, beans -> cast.signer(Cast.ARBITER))
                .give(SignatureVerifier.class, beans -> Cast.VERIFIER)
                .give(Tracing.class, beans -> Tracing.OFF)
                .give(SignatureAudit.class, beans -> SignatureAudit.NONE)
                .give(OperatorDoor.class, beans -> NoOperator.door())
                .give(MeterRegistry.class, beans -> new SimpleMeterRegistry())
                .give(Members.class, beans -> members())
                .give(SheetStore.class, beans -> new StoredSheets(disk()))
                .give(FlagStore.class, beans -> new FlagStore())
                .give(Salts.class, beans -> () -> salts.take(Salts.SALT_BYTES))
                .give(
                        Sequencer.class,
                        beans -> new Sequencer(
                                beans.get(LogStore.class),
                                beans.get(Notary.class),
                                clock(),
                                beans.get(Members.class)::profile,
                                beans.get(FlagBell.class),
                                beans.get(LogMeters.class)));
    }

    private Members members() {
        Members members =
                new Members(new HeldMembers(cast, cast.profileEnvelope(rule), disk()), Cast.VERIFIER, clock());
        members.load();
        return members;
    }

    @Override
    void work() {
        try {
            wiring.get(Sequencer.class).runDue();
        } catch (RefusedException notNow) {
            // The disk is gone; it is tried again.
        } catch (RuntimeException fault) {
            faults.accept(fault);
        }
    }

    @Override
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (StoreChecker check : wiring.all(StoreChecker.class)) {
            check.check(new FindingList(id(), findings));
        }
        return findings;
    }
}
