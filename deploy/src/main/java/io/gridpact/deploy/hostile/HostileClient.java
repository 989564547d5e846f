package io.gridpact.deploy.hostile;

import io.gridpact.deploy.hostile.Victim.Call;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One client that is hostile in one way to one service, as fast as one thread can, until it is told to stop. What it
/// loses it begins anew.
final class HostileClient {

    private static final int RESETS_AT_A_TIME = 256;
    private static final int CALLS_AT_A_TIME = 32;
    private static final int STREAMS_AT_A_TIME = 8;
    private static final int CONNECTIONS = 4;
    private static final int CALLS_NOT_READ = 1_000;
    private static final int CALLS_LEFT_OPEN = 4_000;
    private static final int CONNECTIONS_HELD = 64;
    private static final int SILENT_CONNECTIONS = 4_000;
    private static final int SILENT_FOR_EACH_TLS = 256;
    private static final int SLIGHTLY_TOO_LARGE_BYTES = 100 << 10;
    private static final int MUCH_TOO_LARGE_BYTES = 5 << 20;
    private static final int ANNOUNCED_BYTES = 1 << 30;
    private static final int OPEN_GROUPS = 60_000;
    private static final int NESTED_BYTES = 60_000;
    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoopGroup group;
    private final Victim victim;
    private final BooleanSupplier goesOn;
    private final Tally tally;

    HostileClient(EventLoopGroup group, Victim victim, BooleanSupplier goesOn, Tally tally) {
        this.group = group;
        this.victim = victim;
        this.goesOn = goesOn;
        this.tally = tally;
    }

    void run(HostileKind kind) {
        switch (kind) {
            case RESETS -> again(this::resets);
            case NEVER_READS -> holds(this::asksWithoutReading);
            case SENDS_TOO_MUCH -> again(this::streams);
            case OPENS_CONNECTIONS -> connections();
            case OPENS_STREAMS -> holds(this::leavesOpen);
            case OVERSIZED -> again(client -> calls(client, this::oversized));
            case NESTED -> again(client -> calls(client, this::nested));
            case WRONG_KEY -> handshakes(victim.impostor());
            case WRONG_PARTICIPANT -> again(victim.outsider(), client -> calls(client, this::reserved));
            case EXPIRED -> handshakes(victim.expired());
        }
    }

    private void again(Consumer<RawClient> work) {
        again(victim.member(), work);
    }

    /// Works on one connection after the other.
    private void again(SslContext tls, Consumer<RawClient> work) {
        while (goesOn.getAsBoolean()) {
            dial(tls)
                    .ifPresentOrElse(
                            client -> {
                                try (client) {
                                    work.accept(client);
                                    if (goesOn.getAsBoolean()) {
                                        tally.turnedOut();
                                    }
                                }
                            },
                            HostileClient::breathe);
        }
    }

    private Optional<RawClient> dial(SslContext tls) {
        try {
            RawClient client = new RawClient(group, victim.address(), tls, tally);
            if (client.isWelcome()) {
                return Optional.of(client);
            }
            tally.turnedOut();
            client.close();
        } catch (IllegalStateException nobodyThere) {
            tally.turnedOut();
        }
        return Optional.empty();
    }

    private boolean goesOn(RawClient client) {
        return goesOn.getAsBoolean() && client.isOpen();
    }

    private void resets(RawClient client) {
        while (goesOn(client)) {
            if (client.beginning() < RESETS_AT_A_TIME && client.isWritable()) {
                client.begin(victim.question().method(), true, RawClient::reset);
            } else {
                breathe();
            }
        }
    }

    /// Streams that send whenever HTTP/2 lets them, and read what comes.
    private void streams(RawClient client) {
        Queue<Http2StreamChannel> open = new ConcurrentLinkedQueue<>();
        while (goesOn(client)) {
            open.removeIf(stream -> !stream.isActive());
            while (client.openCalls() < STREAMS_AT_A_TIME && goesOn(client)) {
                client.begin(victim.streamed().method(), true, open::add);
            }
            boolean sent = false;
            for (Http2StreamChannel stream : open) {
                if (stream.isActive() && stream.isWritable() && client.isWritable()) {
                    RawClient.send(stream, victim.streamed().message(), false);
                    tally.tried();
                    sent = true;
                }
            }
            if (!sent) {
                breathe();
            }
        }
    }

    /// Calls whose one message is bad, so many under way at a time.
    private void calls(RawClient client, BadCall bad) {
        for (int number = 0; goesOn(client); number++) {
            while (goesOn(client) && (client.openCalls() >= CALLS_AT_A_TIME || !client.isWritable())) {
                breathe();
            }
            bad.make(client, number);
        }
    }

    private interface BadCall {
        void make(RawClient client, int number);
    }

    private void oversized(RawClient client, int number) {
        switch (number % 3) {
            case 0 -> call(client, victim.question().method(), new byte[SLIGHTLY_TOO_LARGE_BYTES]);
            case 1 -> call(client, victim.streamed().method(), new byte[MUCH_TOO_LARGE_BYTES]);
            default ->
                client.begin(
                        victim.question().method(),
                        true,
                        stream -> RawClient.send(stream, ANNOUNCED_BYTES, new byte[SLIGHTLY_TOO_LARGE_BYTES], false));
        }
    }

    private void nested(RawClient client, int number) {
        String method =
                number % 2 == 0 ? victim.question().method() : victim.streamed().method();
        call(client, method, number % 4 < 2 ? HostileBytes.openGroups(OPEN_GROUPS) : HostileBytes.nested(NESTED_BYTES));
    }

    private void reserved(RawClient client, int number) {
        Call call = victim.reserved().get(number % victim.reserved().size());
        call(client, call.method(), call.message());
    }

    private static void call(RawClient client, String method, byte[] message) {
        client.begin(method, true, stream -> RawClient.send(stream, message, true));
    }

    /// Holds some connections for a while each, in turn.
    private void holds(Consumer<RawClient> work) {
        Deque<RawClient> held = new ArrayDeque<>();
        try {
            while (goesOn.getAsBoolean()) {
                if (held.size() >= CONNECTIONS) {
                    pause(HELD_NANOS / CONNECTIONS);
                    held.removeFirst().close();
                }
                dial(victim.member())
                        .ifPresentOrElse(
                                client -> {
                                    held.add(client);
                                    work.accept(client);
                                },
                                HostileClient::breathe);
            }
        } finally {
            held.forEach(RawClient::close);
        }
    }

    private void asksWithoutReading(RawClient client) {
        Call question = victim.question();
        for (int count = 0; count < CALLS_NOT_READ && goesOn(client) && client.isWritable(); count++) {
            if (count == CALLS_NOT_READ / 2) {
                client.stopReading();
            }
            client.begin(question.method(), false, stream -> RawClient.send(stream, question.message(), true));
        }
    }

    private void leavesOpen(RawClient client) {
        for (int count = 0; count < CALLS_LEFT_OPEN && goesOn(client); count++) {
            if (!client.isWritable()) {
                breathe();
            }
            client.begin(
                    count % 2 == 0
                            ? victim.question().method()
                            : victim.streamed().method(),
                    true,
                    _ -> {});
        }
    }

    /// Of every connection with a certificate many say nothing at all.
    private void connections() {
        Deque<RawClient> held = new ArrayDeque<>();
        Deque<Channel> silent = new ArrayDeque<>();
        try {
            while (goesOn.getAsBoolean()) {
                dial(victim.member()).ifPresentOrElse(held::add, HostileClient::breathe);
                tally.tried();
                for (int count = 0; count < SILENT_FOR_EACH_TLS; count++) {
                    silent.add(silent());
                    tally.tried();
                }
                while (held.size() > CONNECTIONS_HELD) {
                    held.removeFirst().close();
                }
                while (silent.size() > SILENT_CONNECTIONS) {
                    var unused = silent.removeFirst().close();
                }
            }
        } finally {
            held.forEach(RawClient::close);
            silent.forEach(Channel::close);
        }
    }

    private Channel silent() {
        ChannelFuture connecting = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(victim.address());
        return connecting.channel();
    }

    private void handshakes(SslContext tls) {
        while (goesOn.getAsBoolean()) {
            tally.tried();
            dial(tls)
                    .ifPresentOrElse(
                            client -> {
                                tally.answered();
                                client.close();
                            },
                            () -> {});
        }
    }

    private void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        while (goesOn.getAsBoolean() && System.nanoTime() - until < 0) {
            breathe();
        }
    }

    private static void breathe() {
        LockSupport.parkNanos(BREATH_NANOS);
    }
}
