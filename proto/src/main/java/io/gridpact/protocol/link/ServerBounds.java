package io.gridpact.protocol.link;

import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.TimeUnit;

/// What a server takes from one connection at most (PROTOCOL.md, section 13). What grpc refuses by itself comes out
/// without an `ErrorInfo`, because it never reaches an interceptor; so our own bounds are tighter, and grpc's are the
/// wall behind them. Left bare are only: a message beyond [#WALL_MESSAGE_BYTES] (`RESOURCE_EXHAUSTED`), headers beyond
/// [#MAX_HEADER_BYTES] (HTTP status 431, seen as `INTERNAL` or `UNKNOWN`), and a message that is no protobuf at all
/// (`UNKNOWN`).
public final class ServerBounds {

    /// A message larger than this is refused with `RESOURCE_EXHAUSTED` by [ErrorInterceptor].
    public static final int MAX_MESSAGE_BYTES = 4 << 20;

    /// A message larger than this is cut off by grpc before it is read: status code `RESOURCE_EXHAUSTED`, no details.
    public static final int WALL_MESSAGE_BYTES = 6 << 20;

    /// Open calls of one connection that grpc lets in; a caller above it is made to wait by HTTP/2 itself. See
    /// [RateInterceptor] for the bound with a reason.
    public static final int WALL_STREAMS_PER_CONNECTION = 4096;

    /// Streams that a connection may reset in [#RESET_WINDOW_SECONDS] before it is closed (rapid reset).
    public static final int MAX_RESETS_PER_WINDOW = 2000;

    public static final int RESET_WINDOW_SECONDS = 30;

    /// Request headers of one call.
    public static final int MAX_HEADER_BYTES = 8 << 10;

    public static final int HANDSHAKE_TIMEOUT_SECONDS = 10;

    /// Flow-control window: what one stream may have under way.
    public static final int FLOW_CONTROL_WINDOW_BYTES = 1 << 20;

    static final int KEEPALIVE_SECONDS = 60;
    static final int KEEPALIVE_TIMEOUT_SECONDS = 20;
    static final int KEEPALIVE_PERMITTED_SECONDS = 20;
    private static final int MAX_IDLE_MINUTES = 30;

    private ServerBounds() {}

    /// Puts TLS, all bounds and a refusal for unknown methods on a server.
    public static NettyServerBuilder apply(NettyServerBuilder builder, SslContext tls) {
        return builder.sslContext(tls)
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
