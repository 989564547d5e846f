package io.gridpact.protocol.link;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// On every call to one peer: a deadline where the caller set none, the drift of its clock, how long it took and what
/// came out, and the trace that it is a part of.
final class PeerInterceptor implements ClientInterceptor {

    private final String peer;
    private final ClockDrift drift;
    private final CallMeter meter;

    PeerInterceptor(String peer, ClockDrift drift, CallMeter meter) {
        this.peer = peer;
        this.drift = drift;
        this.meter = meter;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean unbounded = method.getType() == MethodType.UNARY && options.getDeadline() == null;
        CallOptions bounded =
                unbounded ? options.withDeadlineAfter(PeerChannels.UNARY_DEADLINE_SECONDS, TimeUnit.SECONDS) : options;
        return new SimpleForwardingClientCall<>(next.newCall(method, bounded)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                meter.opened(peer, method.getFullMethodName());
                TracedWork work = TracedWork.call(peer, method.getFullMethodName(), headers);
                super.start(new Watching<>(listener, method.getFullMethodName(), work), headers);
            }
        };
    }

    private final class Watching<A> extends SimpleForwardingClientCallListener<A> {

        private final String method;
        private final Instant asked = drift.now();
        private final long startNanos = System.nanoTime();
        private final TracedWork work;
        private boolean measured;

        Watching(ClientCall.Listener<A> listener, String method, TracedWork work) {
            super(listener);
            this.work = work;
            this.method = method;
        }

        @Override
        public void onHeaders(Metadata headers) {
            measure(headers);
            super.onHeaders(headers);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            measure(trailers);
            String outcome = outcomeOf(status, trailers);
            work.cameTo(outcome).end();
            meter.closed(peer, method, outcome, Duration.ofNanos(System.nanoTime() - startNanos));
            super.onClose(status, trailers);
        }

        private void measure(Metadata metadata) {
            String millis = metadata.get(TimeInterceptor.TIME);
            if (measured || millis == null) {
                return;
            }
            measured = true;
            try {
                drift.answered(peer, asked, drift.now(), Instant.ofEpochMilli(Long.parseLong(millis)));
            } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
                // A peer that cannot tell the time tells us nothing about ours.
            }
        }

        private static String outcomeOf(Status status, Metadata trailers) {
            if (status.isOk()) {
                return CallMeter.OK;
            }
            if (status.getCode() == Status.Code.CANCELLED) {
                return CallMeter.CANCELLED;
            }
            return RefusalStatus.refusalOf(new StatusRuntimeException(status, trailers))
                    .reason()
                    .name();
        }
    }
}
