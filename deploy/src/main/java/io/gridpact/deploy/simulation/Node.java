package io.gridpact.deploy.simulation;

import io.gridpact.protocol.link.LinkInterceptor;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.TrustedPeers;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A service that runs, is killed and runs again; what it knows then is what was on its disk.
abstract class Node implements SimulatedNetwork.Host {

    private final String id;
    private final SimulatedDisk disk;
    private final NodeClock clock;
    private final Duration skew;
    private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
    private boolean up;

    /// @param skew its clock's difference from the true time
    Node(String id, SimulatedDisk disk, Instant start, Duration skew) {
        this.id = id;
        this.disk = disk;
        this.skew = skew;
        this.clock = NodeClock.frozen(start.plus(skew));
    }

    final String id() {
        return id;
    }

    final SimulatedDisk disk() {
        return disk;
    }

    final NodeClock clock() {
        return clock;
    }

    @Override
    public final boolean isUp() {
        return up;
    }

    @Override
    public final @Nullable ServerMethodDefinition<?, ?> method(String fullName) {
        return methods.get(fullName);
    }

    /// True time has come to be that.
    final void timeIs(Instant now) {
        Instant local = now.plus(skew);
        if (clock.instant().isBefore(local)) {
            clock.moveTo(local);
        }
    }

    /// Begins a life.
    final void start() {
        disk.plugIn();
        methods.clear();
        Life life = begin();
        LinkInterceptor door = LinkInterceptor.onTheCallersThread(clock, life.trusted());
        for (BindableService service : life.services()) {
            ServerServiceDefinition definition = ServerInterceptors.intercept(service, door);
            definition
                    .getMethods()
                    .forEach(method -> methods.put(
                            method.getMethodDescriptor().getFullMethodName(), Objects.requireNonNull(method)));
        }
        up = true;
    }

    /// Ends it, wherever it is just now.
    final void kill() {
        up = false;
        disk.unplug();
    }

    /// What a life serves, and whom.
    record Life(List<BindableService> services, TrustedPeers trusted) {}

    /// All doors but the operators', who use the use cases themselves here.
    static List<BindableService> services(Wiring wiring) {
        return wiring.all(BindableService.class, type -> !type.getSimpleName().endsWith("OperatorGrpc"));
    }

    abstract Life begin();

    /// Does what is due, and sends what can be sent.
    abstract void work();

    /// What its store's checkers find.
    abstract List<String> findings();
}
