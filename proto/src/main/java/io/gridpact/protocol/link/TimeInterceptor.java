package io.gridpact.protocol.link;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.InstantSource;

/// Puts the service's time on every answer, for [ClockDrift] at the other end: in the headers, or in the trailers of an
/// answer that has none.
final class TimeInterceptor implements ServerInterceptor {

    /// Milliseconds since the Unix epoch at which the answer's first bytes were sent.
    static final Metadata.Key<String> TIME = Metadata.Key.of("gridpact-time-millis", Metadata.ASCII_STRING_MARSHALLER);

    private final InstantSource clock;

    TimeInterceptor(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    private boolean told;

                    @Override
                    public void sendHeaders(Metadata answerHeaders) {
                        tell(answerHeaders);
                        super.sendHeaders(answerHeaders);
                    }

                    @Override
                    public void close(Status status, Metadata trailers) {
                        if (!told) {
                            tell(trailers);
                        }
                        super.close(status, trailers);
                    }

                    private void tell(Metadata metadata) {
                        metadata.discardAll(TIME);
                        metadata.put(TIME, Long.toString(clock.millis()));
                        told = true;
                    }
                },
                headers);
    }
}
