package io.gridpact.deploy.hostile;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// One connection of an HTTP/2 client that keeps to TLS and frames and to nothing else: it resets what it opens, sends
/// what nobody asked for, and reads only where told to.
final class RawClient implements AutoCloseable {

    private static final int PREFIX_BYTES = 5;
    private static final int PATIENCE_SECONDS = 5;
    private static final int CONNECT_MILLIS = 3_000;
    private static final String STATUS = "grpc-status";
    private static final String OK = "0";

    private final Tally tally;
    private final Welcome welcome = new Welcome();
    private final AtomicInteger openCalls = new AtomicInteger();
    private final AtomicInteger beginning = new AtomicInteger();
    private final Channel connection;
    private volatile boolean takesNoMore;

    /// Dials; whether the server takes the connection, [#isWelcome] says.
    ///
    /// @throws IllegalStateException if nobody takes the TCP connection
    RawClient(EventLoopGroup group, InetSocketAddress address, SslContext tls, Tally tally) {
        this.tally = tally;
        ChannelFuture connected = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.newHandler(channel.alloc()),
                                        Http2FrameCodecBuilder.forClient()
                                                .initialSettings(Http2Settings.defaultSettings())
                                                .build(),
                                        new Http2MultiplexHandler(new Ignoring()),
                                        welcome);
                    }
                })
                .connect(address)
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new IllegalStateException("nobody takes the connection", connected.cause());
        }
        this.connection = connected.channel();
    }

    /// Waits until the server has said its first word in HTTP/2, which it says after it has looked at the certificate,
    /// or closed the connection.
    boolean isWelcome() {
        try {
            return welcome.decided.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && welcome.settings;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Begins a call, and does not wait for it: what is sent on it, `then` says, on the connection's own thread.
    ///
    /// @param reads whether what comes back is read, and counted; otherwise it takes of the windows that the server
    // may
    ///     send into
    void begin(String method, boolean reads, Consumer<Http2StreamChannel> then) {
        openCalls.incrementAndGet();
        beginning.incrementAndGet();
        new Http2StreamChannelBootstrap(connection)
                .option(ChannelOption.AUTO_READ, reads)
                .handler(new Counting(tally))
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> {
                    beginning.decrementAndGet();
                    if (!opened.isSuccess()) {
                        openCalls.decrementAndGet();
                        takesNoMore = true;
                        return;
                    }
                    tally.tried();
                    Http2StreamChannel stream = opened.getNow();
                    stream.closeFuture().addListener(_ -> openCalls.decrementAndGet());
                    stream.writeAndFlush(headers(method));
                    then.accept(stream);
                });
    }

    private static DefaultHttp2HeadersFrame headers(String method) {
        return new DefaultHttp2HeadersFrame(new DefaultHttp2Headers()
                .method("POST")
                .scheme("https")
                .path("/" + method)
                .authority("127.0.0.1")
                .set("content-type", "application/grpc")
                .set("te", "trailers"));
    }

    /// Calls that were begun and of which nothing has been sent yet.
    int beginning() {
        return beginning.get();
    }

    /// Calls that were begun and are not over.
    int openCalls() {
        return openCalls.get();
    }

    /// Sends a message, and if it is the `last` says so.
    static void send(Http2StreamChannel stream, byte[] message, boolean last) {
        send(stream, message.length, message, last);
    }

    /// Sends what says that it is the beginning of a message of so many bytes.
    static void send(Http2StreamChannel stream, int announcedBytes, byte[] message, boolean last) {
        ByteBuf framed = Unpooled.buffer(PREFIX_BYTES + message.length)
                .writeByte(0)
                .writeInt(announcedBytes)
                .writeBytes(message);
        stream.writeAndFlush(new DefaultHttp2DataFrame(framed, last));
    }

    static void reset(Http2StreamChannel stream) {
        stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    }

    /// Reads nothing more from the socket, not even what HTTP/2 itself says.
    void stopReading() {
        connection.config().setAutoRead(false);
    }

    /// Whether a further call may be tried; not so once the server has said that it takes no more (`GOAWAY`), though
    /// it may still hold the connection.
    boolean isOpen() {
        return connection.isActive() && !takesNoMore;
    }

    /// Whether the socket takes more at once.
    boolean isWritable() {
        return connection.isWritable();
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static class Ignoring extends ChannelInboundHandlerAdapter {

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class Welcome extends Ignoring {
        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile boolean settings;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2SettingsFrame) {
                settings = true;
                decided.countDown();
            }
            super.channelRead(context, frame);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            decided.countDown();
        }
    }

    private static final class Counting extends Ignoring {
        private final Tally tally;

        Counting(Tally tally) {
            this.tally = tally;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2ResetFrame) {
                tally.refused();
            } else if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
                CharSequence status = headers.headers().get(STATUS);
                if (status != null && OK.contentEquals(status)) {
                    tally.answered();
                } else {
                    tally.refused();
                }
            }
            super.channelRead(context, frame);
        }
    }
}
