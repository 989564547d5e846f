package io.gridpact.deploy.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.concurrent.atomic.LongAdder;

/// Counts the bytes of gRPC messages, with their frames' prefixes, that a client sends and receives; neither headers
/// nor TLS.
public final class WireBytes implements ClientInterceptor {

    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final ClientStreamTracer.Factory counting = new ClientStreamTracer.Factory() {
        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new Counter();
        }
    };

    private final class Counter extends ClientStreamTracer {
        @Override
        public void outboundWireSize(long bytes) {
            sent.add(bytes);
        }

        @Override
        public void inboundWireSize(long bytes) {
            received.add(bytes);
        }
    }

    /// Sent and received.
    public long total() {
        return sent.sum() + received.sum();
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withStreamTracerFactory(counting));
    }
}
