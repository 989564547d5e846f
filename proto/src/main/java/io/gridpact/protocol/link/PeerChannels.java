package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One channel to each participant that is called, made when first needed and made anew when its descriptor names
/// another address or other keys. Thread-safe.
///
/// Ask for the channel at every call and do not keep it.
public final class PeerChannels implements AutoCloseable {

    /// What a unary call without a deadline of its own gets.
    public static final int UNARY_DEADLINE_SECONDS = 15;

    /// What an answer may hold at most.
    public static final int MAX_ANSWER_BYTES = ServerBounds.WALL_MESSAGE_BYTES;

    /// Calls still open on a channel that is replaced, or closed, are given this long.
    private static final int CLOSING_SECONDS = 5;

    /// A peer that was unreachable is dialled again for a call at most this often; grpc alone would wait up to two
    /// minutes.
    private static final long DIAL_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final class Link {
        private final Participant participant;
        private final Object shown;
        private final ManagedChannel channel;
        private long dialledNanos;

        Link(Participant participant, Object shown, ManagedChannel channel, long dialledNanos) {
            this.participant = participant;
            this.shown = shown;
            this.channel = channel;
            this.dialledNanos = dialledNanos;
        }

        /// A connection is believed for what was shown when it was made: one that showed a certificate of ours that has
        /// since been renewed is refused once its pin is gone.
        boolean stillLeadsTo(Participant now, Object shownNow) {
            return shown.equals(shownNow)
                    && participant.endpoint().equals(now.endpoint())
                    && participant.spiffeId().equals(now.spiffeId())
                    && participant.tlsKeyPins().equals(now.tlsKeyPins());
        }
    }

    private final Function<String, Optional<Participant>> directory;
    private final Function<Participant, ManagedChannel> dialler;
    private final Supplier<?> shown;
    private final LongSupplier nanoTime = System::nanoTime;
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Link> links = new HashMap<>();
    private boolean closed;

    /// @param directory the descriptor in force of a participant id, from memory
    /// @param drift is told of every answer's time
    public PeerChannels(
            TlsMaterial own, Function<String, Optional<Participant>> directory, ClockDrift drift, CallMeter meter) {
        this.directory = directory;
        this.dialler = participant -> dial(own, participant, drift, meter);
        this.shown = own::certificate;
    }

    /// Over links of another kind than TLS.
    ///
    /// @param dialler makes the channel to a participant
    public PeerChannels(
            Function<String, Optional<Participant>> directory, Function<Participant, ManagedChannel> dialler) {
        this.directory = directory;
        this.dialler = dialler;
        this.shown = () -> "";
    }

    /// A channel to this participant, for one call. Unary calls get a deadline; callbacks run on virtual threads.
    ///
    /// @throws RefusedException `PEER_UNAVAILABLE` if the directory knows no address of it
    public Channel to(String participantId) {
        Participant participant = directory
                .apply(participantId)
                .filter(known -> !known.endpoint().isEmpty())
                .orElseThrow(() -> unavailable("the directory has no address for this participant"));
        return channelTo(participant);
    }

    private synchronized Channel channelTo(Participant participant) {
        if (closed) {
            throw unavailable("this service is shutting down");
        }
        Link link = links.get(participant.id());
        Object shownNow = shown.get();
        if (link == null || !link.stillLeadsTo(participant, shownNow)) {
            if (link != null) {
                close(link.channel);
            }
            link = new Link(participant, shownNow, dialler.apply(participant), nanoTime.getAsLong());
            links.put(participant.id(), link);
        }
        dialAgain(link);
        return link.channel;
    }

    private void dialAgain(Link link) {
        boolean waiting = link.channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
        if (waiting && nanoTime.getAsLong() - link.dialledNanos >= DIAL_AGAIN_NANOS) {
            link.dialledNanos = nanoTime.getAsLong();
            link.channel.resetConnectBackoff();
        }
    }

    private ManagedChannel dial(TlsMaterial own, Participant participant, ClockDrift drift, CallMeter meter) {
        return NettyChannelBuilder.forTarget("dns:///" + participant.endpoint())
                .sslContext(PinnedTls.client(own, participant))
                .executor(callbacks)
                .intercept(new PeerInterceptor(participant.id(), drift, meter))
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .flowControlWindow(ServerBounds.FLOW_CONTROL_WINDOW_BYTES)
                .keepAliveTime(ServerBounds.KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(ServerBounds.KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    private static RefusedException unavailable(String description) {
        return new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE, "", description));
    }

    private static void close(ManagedChannel channel) {
        channel.shutdown();
        Thread.startVirtualThread(() -> awaitClosed(channel));
    }

    private static void awaitClosed(ManagedChannel channel) {
        try {
            if (!channel.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /// Lets calls under way finish, for a moment, and closes all.
    @Override
    public void close() {
        Map<String, Link> open;
        synchronized (this) {
            closed = true;
            open = Map.copyOf(links);
            links.clear();
        }
        open.values().forEach(link -> link.channel.shutdown());
        open.values().forEach(link -> awaitClosed(link.channel));
        callbacks.shutdown();
    }
}
