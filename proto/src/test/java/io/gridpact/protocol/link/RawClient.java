package io.gridpact.protocol.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// An HTTP/2 client that keeps to TLS and frames and to nothing else: it resets what it opens, sends what nobody asked
/// for, and reads nothing unless told so.
final class RawClient implements AutoCloseable {

    private static final int PREFIX_BYTES = 5;

    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel connection;

    RawClient(int port, SslContext tls) {
        this.connection = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.newHandler(channel.alloc()),
                                        Http2FrameCodecBuilder.forClient()
                                                .initialSettings(Http2Settings.defaultSettings())
                                                .build(),
                                        new Http2MultiplexHandler(new Ignoring()));
                    }
                })
                .connect("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    /// Begins a call. What comes back on it is not read, and so takes of the windows that the server may send into.
    /// Throws [IllegalStateException] if the server has closed the connection.
    Http2StreamChannel begin(String method) {
        Future<Http2StreamChannel> opened = new Http2StreamChannelBootstrap(connection)
                .option(io.netty.channel.ChannelOption.AUTO_READ, false)
                .handler(new Ignoring())
                .open()
                .awaitUninterruptibly();
        if (!opened.isSuccess()) {
            // Its cause is a checked exception that Netty would throw unchecked.
            throw new IllegalStateException("the connection takes no further call", opened.cause());
        }
        Http2StreamChannel stream = opened.getNow();
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("https")
                .path("/" + method)
                .authority("127.0.0.1")
                .set("content-type", "application/grpc")
                .set("te", "trailers");
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers));
        return stream;
    }

    /// Sends a message, and if it is the `last` says so.
    static void send(Http2StreamChannel stream, byte[] message, boolean last) {
        ByteBuf framed = Unpooled.buffer(PREFIX_BYTES + message.length)
                .writeByte(0)
                .writeInt(message.length)
                .writeBytes(message);
        stream.writeAndFlush(new DefaultHttp2DataFrame(framed, last));
    }

    static void reset(Http2StreamChannel stream) {
        stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    }

    /// Whether the server has closed the connection.
    boolean isTurnedOut() {
        return connection.closeFuture().awaitUninterruptibly(1, TimeUnit.MINUTES);
    }

    boolean isOpen() {
        return connection.isActive();
    }

    @Override
    public void close() {
        connection.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static final class Ignoring extends ChannelInboundHandlerAdapter {

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
}
