package io.gridpact.deploy.client;

import io.gridpact.deploy.keys.TlsCredential;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.PinnedTls;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.link.TrustedPeers;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Connections to a network's services, each made as the party that the call needs and to exactly the certificate that
/// the service has. Thread-safe.
public final class Channels implements AutoCloseable {

    private static final int MAX_ANSWER_BYTES = 8 << 20;

    private final NetworkFolder folder;
    private final NetworkState state;
    private final WireBytes wireBytes = new WireBytes();
    private final Map<String, ManagedChannel> open = new HashMap<>();
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();

    public Channels(NetworkFolder folder, NetworkState state) {
        this.folder = folder;
        this.state = state;
    }

    public NetworkState state() {
        return state;
    }

    /// Bytes of all messages that went through these channels.
    public WireBytes wireBytes() {
        return wireBytes;
    }

    /// As the service's own operator.
    public Channel operator(String service) {
        return channel(folder.operator(service), state.service(service));
    }

    /// As a platform, to a gateway (or straight to a utility).
    public Channel platform(String platform, String service) {
        return channel(folder.client(platform), state.service(service));
    }

    /// As the utility's meter head-end.
    public Channel headEnd(String utility) {
        return channel(folder.headEnd(utility), state.service(utility));
    }

    /// As a service itself, to another: what a participant tells in its own name.
    public Channel service(String id, String service) {
        return channel(folder.serviceKeys(id), state.service(service));
    }

    private synchronized Channel channel(Path credential, ServiceAddress service) {
        return open.computeIfAbsent(credential + " " + service.id(), name -> dial(credential, service));
    }

    private ManagedChannel dial(Path credential, ServiceAddress service) {
        try {
            Digest pin = TlsCredential.read(folder.serviceKeys(service.id())).pin();
            TrustedPeers onlyThis = peer -> peer.role() == service.kind().role()
                    && peer.id().equals(service.id())
                    && peer.tlsKeyPin().equals(pin);
            return NettyChannelBuilder.forTarget("dns:///" + service.endpoint())
                    .sslContext(PinnedTls.client(TlsMaterial.in(credential), onlyThis))
                    .executor(callbacks)
                    .intercept(wireBytes)
                    .maxInboundMessageSize(MAX_ANSWER_BYTES)
                    .build();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (GeneralSecurityException malformed) {
            throw new IllegalStateException(credential + " holds no TLS key and certificate", malformed);
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(ManagedChannel::shutdownNow);
        open.clear();
        callbacks.shutdownNow();
    }
}
