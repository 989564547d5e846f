package io.gridpact.gateway.platform;

import io.gridpact.gateway.AParty;
import io.gridpact.gateway.FakeUtility;
import io.gridpact.gateway.node.Directory;
import io.gridpact.gateway.node.FakeParticipants;
import io.gridpact.gateway.node.PlatformLimits;
import io.gridpact.gateway.order.ForwardOrder;
import io.gridpact.gateway.order.ForwardQuery;
import io.gridpact.gateway.order.ForwardUpdate;
import io.gridpact.gateway.order.KeepOrders;
import io.gridpact.gateway.order.Routes;
import io.gridpact.gateway.outbox.FakeKeptOrders;
import io.gridpact.gateway.outbox.ForwardKept;
import io.gridpact.gateway.outbox.KeptOrders;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.ClockDrift;
import io.gridpact.protocol.link.LinkInterceptor;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.ServerBounds;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.protocol.link.TrustedPeers;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/// A gateway without Quarkus, two utilities that seal everything, two platforms that trade and one that looks on; all
/// real servers and clients with real TLS on loopback.
final class AGateway implements AutoCloseable {

    final AParty gate = new AParty(ParticipantRole.GATEWAY, "gate");
    final AParty north = new AParty(ParticipantRole.UTILITY, "north");
    final AParty south = new AParty(ParticipantRole.UTILITY, "south");
    final AParty sunbird = new AParty(ParticipantRole.PLATFORM, "sunbird");
    final AParty helio = new AParty(ParticipantRole.PLATFORM, "helio");
    final AParty nova = new AParty(ParticipantRole.PLATFORM, "nova");
    final FakeUtility northsServer;
    final FakeUtility southsServer;
    final Directory directory = new Directory(new FakeParticipants(), NodeClock.system(), new SignatureVerifier());
    final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    final BlockingQueue<String> badSignatures = new LinkedBlockingQueue<>();

    final KeptOrders kept = new FakeKeptOrders();
    final NodeClock clock = NodeClock.system();
    final ForwardKept forwardKept;
    final BlockingQueue<String> left = new LinkedBlockingQueue<>();

    private final Path folder;
    private final Server server;
    private final PeerChannels channels;
    private final Map<String, PeerChannels> clients = new ConcurrentHashMap<>();
    private final List<AutoCloseable> closing = new ArrayList<>();

    AGateway(Path folder) {
        this.folder = folder;
        TlsMaterial own = gate.tlsIn(folder);
        TrustedPeers onlyGate = peer -> peer.isOf(gate.participant("", 1));
        northsServer = new FakeUtility(north.tlsIn(folder), onlyGate);
        southsServer = new FakeUtility(south.tlsIn(folder), onlyGate);
        directory.put(north.descriptor(northsServer.endpoint(), 1));
        directory.put(south.descriptor(southsServer.endpoint(), 1));
        List.of(sunbird, helio, nova).forEach(platform -> directory.put(platform.descriptor("", 1)));

        ClockDrift drift = new ClockDrift(NodeClock.system());
        channels = new PeerChannels(own, directory::participant, drift, CallMeter.NONE);
        SignatureAudit audit = new SignatureAudit(
                (caller, method, digest, _) -> badSignatures.add(caller + " " + method + " " + digest),
                CallMeter.NONE,
                NodeClock.system());
        UtilityClient utilities = new UtilityClient(channels);
        Routes routes = new Routes(directory);
        forwardKept = new ForwardKept(kept, utilities::confirm, new Left(left), clock);
        var door = new PlatformGrpc(
                new ForwardOrder(
                        routes,
                        utilities,
                        new KeepOrders(kept, directory, new SignatureVerifier(), clock),
                        (_, utility, outcome, _) -> outcomes.add(utility + " " + outcome),
                        audit),
                new ForwardUpdate(routes, utilities),
                new ForwardQuery(routes, utilities),
                directory);
        TrustedPeers callers = TrustedPeers.in(directory::participant);
        var link = new LinkInterceptor(
                NodeClock.system(), callers, PlatformLimits::of, CallMeter.NONE, audit, Tracing.OFF);
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(ServerInterceptors.intercept(door, link));
        try {
            server = ServerBounds.apply(builder, own, callers).build().start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        closing.addAll(List.of(northsServer, southsServer, channels));
    }

    private record Left(BlockingQueue<String> outcomes) implements ForwardKept.Watch {
        @Override
        public void left(String outcome, int orders) {
            if (orders > 0) {
                outcomes.add(outcome + " " + orders);
            }
        }

        @Override
        public void waiting(long orders) {}
    }

    /// A channel on which this party calls the gateway.
    Channel as(AParty caller) {
        return clients.computeIfAbsent(
                        caller.id,
                        _ -> new PeerChannels(
                                caller.tlsIn(folder),
                                id -> Optional.of(gate.participant("127.0.0.1:" + server.getPort(), 1)),
                                new ClockDrift(NodeClock.system()),
                                CallMeter.NONE))
                .to("gate");
    }

    @Override
    public void close() throws Exception {
        clients.values().forEach(PeerChannels::close);
        server.shutdownNow();
        for (AutoCloseable each : closing) {
            each.close();
        }
    }
}
