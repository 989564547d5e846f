package io.gridpact.deploy.simulation;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call that is carried as a whole once its caller has said everything, on the caller's thread.
final class DirectCall<Q, A> extends ClientCall<Q, A> {

    /// What comes back.
    ///
    /// @param messages of the callee, in their order
    record Answer(Status status, Metadata trailers, List<Object> messages) {

        static Answer of(Status status) {
            return new Answer(status, new Metadata(), List.of());
        }
    }

    /// Carries a call's messages and brings what comes back.
    @FunctionalInterface
    interface Carrier {
        Answer carry(MethodDescriptor<?, ?> method, List<Object> messages);
    }

    private final MethodDescriptor<Q, A> method;
    private final Carrier carrier;
    private final List<Object> said = new ArrayList<>();
    private @Nullable Listener<A> listener;
    private boolean ended;

    DirectCall(MethodDescriptor<Q, A> method, Carrier carrier) {
        this.method = method;
        this.carrier = carrier;
    }

    @Override
    public void start(Listener<A> responseListener, Metadata headers) {
        listener = responseListener;
    }

    @Override
    public void request(int numMessages) {
        // Nobody answers before everything is said, and then with little.
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        end(Answer.of(Status.CANCELLED));
    }

    @Override
    public void sendMessage(Q message) {
        said.add(message);
    }

    @Override
    public void halfClose() {
        if (!ended) {
            end(carrier.carry(method, said));
        }
    }

    @SuppressWarnings("unchecked")
    private void end(Answer answer) {
        Listener<A> told = listener;
        if (ended || told == null) {
            return;
        }
        ended = true;
        told.onHeaders(new Metadata());
        answer.messages().forEach(message -> told.onMessage((A) message));
        told.onClose(answer.status(), answer.trailers());
    }
}
