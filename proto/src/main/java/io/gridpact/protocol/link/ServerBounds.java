package io.gridpact.protocol.link;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.netty.NettyServerBuilder;
import java.util.concurrent.TimeUnit;

/// What a server takes from one connection at most (PROTOCOL.md, section 13). What grpc refuses by itself comes
/// out without an `ErrorInfo`, because it never reaches an interceptor; so our own bounds ([MessageBounds],
/// [RateLimit]) are tighter, and grpc's are the wall behind them. Left bare are only: a message that says it is
/// longer than [#WALL_MESSAGE_BYTES] (`RESOURCE_EXHAUSTED`), headers beyond [#MAX_HEADER_BYTES] (HTTP status
/// 431, seen as `INTERNAL` or `UNKNOWN`), a compressed message (`UNIMPLEMENTED`), a message that is no protobuf
/// at all (`UNKNOWN`), and what is called on a connection too many (closed, `RESOURCE_EXHAUSTED`).
public final class ServerBounds {

    /// The largest message of any method, see [MessageBounds]; `RESOURCE_EXHAUSTED` with details.
    public static final int MAX_MESSAGE_BYTES = 4 << 20;

    /// A message larger than this is cut off by grpc before it is read: status code `RESOURCE_EXHAUSTED`, no details.
    public static final int WALL_MESSAGE_BYTES = 6 << 20;

    /// Bytes of messages that all callers together may have a server hold; more is `RESOURCE_EXHAUSTED` with details.
    /// What one caller may hold: [RateLimit].
    public static final int MAX_HELD_BYTES = 64 << 20;

    /// Connections that one caller may have open.
    public static final int MAX_CONNECTIONS_OF_CALLER = 16;

    /// Connections that all callers together may have open.
    public static final int MAX_CONNECTIONS = 1024;

    /// Open calls of one connection that grpc lets in; a caller above it is made to wait by HTTP/2 itself. See
    /// [RateInterceptor] for the bound with a reason.
    public static final int WALL_STREAMS_PER_CONNECTION = 4096;

    /// Streams that a connection may reset in [#RESET_WINDOW_SECONDS] before it is closed (rapid reset).
    public static final int MAX_RESETS_PER_WINDOW = 2000;

    public static final int RESET_WINDOW_SECONDS = 30;

    /// Request headers of one call.
    public static final int MAX_HEADER_BYTES = 8 << 10;

    public static final int HANDSHAKE_TIMEOUT_SECONDS = 10;

    /// Flow-control window: what one connection, and each stream of it, may send before somebody asks for it.
    public static final int FLOW_CONTROL_WINDOW_BYTES = 256 << 10;

    static final int KEEPALIVE_SECONDS = 60;
    static final int KEEPALIVE_TIMEOUT_SECONDS = 20;
    static final int KEEPALIVE_PERMITTED_SECONDS = 20;
    private static final int MAX_IDLE_MINUTES = 30;

    private ServerBounds() {}

    /// Puts mutual TLS, all bounds and a refusal for unknown methods on a server.
    ///
    /// @param own what the server shows
    /// @param callers who may connect
    public static NettyServerBuilder apply(NettyServerBuilder builder, TlsMaterial own, TrustedPeers callers) {
        return builder.sslContext(PinnedTls.server(own, callers))
                .addTransportFilter(new OpenConnections(MAX_CONNECTIONS_OF_CALLER, MAX_CONNECTIONS))
                .addStreamTracerFactory(InboundBytes.FACTORY)
                // A few compressed bytes can hold megabytes; nobody of ours compresses.
                .decompressorRegistry(DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
                .maxInboundMessageSize(WALL_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_HEADER_BYTES)
                .maxConcurrentCallsPerConnection(WALL_STREAMS_PER_CONNECTION)
                .maxRstFramesPerWindow(MAX_RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
                .handshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEPALIVE_PERMITTED_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(MAX_IDLE_MINUTES, TimeUnit.MINUTES)
                .fallbackHandlerRegistry(new UnknownMethods());
    }
}
