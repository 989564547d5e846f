package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.DirectCall.Answer;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call at its callee, served on this thread by the service's own method with its interceptors.
final class Serving<Q, A> extends ServerCall<Q, A> {

    private final MethodDescriptor<Q, A> method;
    private final Attributes attributes;
    private final List<Object> answers = new ArrayList<>();
    private @Nullable Status status;
    private Metadata trailers = new Metadata();

    private Serving(MethodDescriptor<Q, A> method, Attributes attributes) {
        this.method = method;
        this.attributes = attributes;
    }

    /// @param attributes of the connection, which say who calls
    /// @param broken whether the connection breaks behind these messages
    static <Q, A> Answer serve(
            ServerMethodDefinition<Q, A> definition, Attributes attributes, List<Object> messages, boolean broken) {
        Serving<Q, A> call = new Serving<>(definition.getMethodDescriptor(), attributes);
        Context before = Context.ROOT.attach();
        try {
            call.run(definition, messages, broken);
        } finally {
            Context.ROOT.detach(before);
        }
        Status ended = call.status;
        return ended == null
                ? Answer.of(Status.CANCELLED)
                : new Answer(ended, call.trailers, ended.isOk() ? call.answers : List.of());
    }

    @SuppressWarnings("unchecked")
    private void run(ServerMethodDefinition<Q, A> definition, List<Object> messages, boolean broken) {
        Listener<Q> listener = definition.getServerCallHandler().startCall(this, new Metadata());
        for (Object message : messages) {
            if (status == null) {
                listener.onMessage((Q) message);
            }
        }
        if (broken) {
            listener.onCancel();
            return;
        }
        if (status == null) {
            listener.onHalfClose();
        }
        listener.onComplete();
    }

    @Override
    public void request(int numMessages) {
        // All that was said is there.
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // Nothing in them is looked at.
    }

    @Override
    public void sendMessage(A message) {
        answers.add(message);
    }

    @Override
    public void close(Status ended, Metadata endTrailers) {
        if (status == null) {
            status = ended;
            trailers = endTrailers;
        }
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
        return method;
    }
}
