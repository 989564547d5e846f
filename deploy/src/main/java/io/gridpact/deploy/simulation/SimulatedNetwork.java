package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.DirectCall.Answer;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Carries calls between parties, or loses, delays, repeats or breaks them as it is told to. A call whose delivery is
/// delayed has failed for its caller and arrives later all the same: so messages overtake each other.
final class SimulatedNetwork {

    /// What becomes of a call.
    enum Fate {
        DELIVERED,
        REQUEST_LOST,
        ANSWER_LOST,
        /// It fails for the caller and arrives later.
        DELAYED,
        /// It arrives, and once more later.
        REPEATED,
        /// Only the first of its messages arrive.
        BROKEN
    }

    /// Someone who may be called.
    interface Host {

        /// Whether its process runs.
        boolean isUp();

        /// How it serves a method; null where it does not.
        @Nullable
        ServerMethodDefinition<?, ?> method(String fullName);
    }

    /// A call as it goes over the wire.
    record Message(String from, String to, MethodDescriptor<?, ?> method, List<Object> parts) {}

    /// Decides, and is told.
    interface Sky {

        Fate fateOf(Message message);

        /// How many of a broken call's messages arrive.
        int partsOf(Message message);

        /// Delivers it later, by [SimulatedNetwork#deliver].
        void later(Message message);

        /// What a liar says instead of it.
        Message altered(Message message);

        /// What a liar answers instead of that.
        Answer altered(Message asked, Answer answer);

        /// What came of it, as its caller sees it.
        void ended(Message message, Fate fate, Answer answer);
    }

    private static final Status LOST = Status.UNAVAILABLE.withDescription("the link is broken");

    private final Map<String, Host> hosts = new HashMap<>();
    private final Map<String, Attributes> identities = new HashMap<>();
    private final Sky sky;

    SimulatedNetwork(Sky sky) {
        this.sky = sky;
    }

    void add(String id, Host host) {
        hosts.put(id, host);
    }

    /// Someone who calls, with the session that its certificate makes.
    void add(String id, Attributes identity) {
        identities.put(id, identity);
    }

    /// What one party calls another by.
    ManagedChannel channel(String from, String to) {
        return new Link(from, to);
    }

    /// Delivers what was delayed or is repeated; nobody waits for the answer.
    void deliver(Message message) {
        Answer unheard = serve(message, false);
        sky.ended(message, Fate.DELAYED, unheard);
    }

    private Answer carry(Message said) {
        Host caller = hosts.get(said.from());
        if (caller != null && !caller.isUp()) {
            return Answer.of(LOST);
        }
        Message message = sky.altered(said);
        Fate fate = sky.fateOf(message);
        Answer answer = carried(message, fate);
        sky.ended(message, fate, answer);
        return answer;
    }

    private Answer carried(Message message, Fate fate) {
        return switch (fate) {
            case DELIVERED -> serve(message, false);
            case REQUEST_LOST -> Answer.of(LOST);
            case ANSWER_LOST -> {
                Answer unheard = serve(message, false);
                yield unheard.status().isOk() ? Answer.of(LOST) : unheard;
            }
            case DELAYED -> {
                sky.later(message);
                yield Answer.of(LOST);
            }
            case REPEATED -> {
                sky.later(message);
                yield serve(message, false);
            }
            case BROKEN -> {
                List<Object> first = message.parts().subList(0, sky.partsOf(message));
                Answer unheard = serve(new Message(message.from(), message.to(), message.method(), first), true);
                yield unheard.status().isOk() ? Answer.of(LOST) : Answer.of(LOST.withDescription("cut off"));
            }
        };
    }

    private Answer serve(Message message, boolean broken) {
        Host callee = hosts.get(message.to());
        if (callee == null || !callee.isUp()) {
            return Answer.of(LOST);
        }
        ServerMethodDefinition<?, ?> method = callee.method(message.method().getFullMethodName());
        if (method == null) {
            return Answer.of(Status.UNIMPLEMENTED.withDescription(
                    message.to() + " " + message.method().getFullMethodName()));
        }
        Attributes identity = Objects.requireNonNull(identities.get(message.from()), message.from());
        Answer answer = Serving.serve(method, identity, new ArrayList<>(message.parts()), broken);
        // Who was killed while it served says nothing more.
        return callee.isUp() ? sky.altered(message, answer) : Answer.of(LOST);
    }

    private final class Link extends ManagedChannel {

        private final String from;
        private final String to;
        private boolean shut;

        Link(String from, String to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            return new DirectCall<>(
                    method, (called, messages) -> carry(new Message(from, to, called, List.copyOf(messages))));
        }

        @Override
        public String authority() {
            return to;
        }

        @Override
        public io.grpc.ConnectivityState getState(boolean requestConnection) {
            return io.grpc.ConnectivityState.READY;
        }

        @Override
        public ManagedChannel shutdown() {
            shut = true;
            return this;
        }

        @Override
        public boolean isShutdown() {
            return shut;
        }

        @Override
        public boolean isTerminated() {
            return shut;
        }

        @Override
        public ManagedChannel shutdownNow() {
            return shutdown();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
