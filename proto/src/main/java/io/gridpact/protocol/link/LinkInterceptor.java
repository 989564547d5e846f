package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// All that a server does with every call, in its order: moves to a virtual thread, traces it, tells the time, explains
/// errors, names the caller, bounds it, writes down refused signatures.
public final class LinkInterceptor implements ServerInterceptor {

    private final List<ServerInterceptor> outermostFirst;

    /// Untraced, and without a trail of refused signatures.
    ///
    /// @param clock the service's own
    /// @param callers who may call at all
    /// @param limits what a caller of a role may ask; [RateLimit#of(ParticipantRole)] unless measured otherwise
    public LinkInterceptor(
            InstantSource clock, TrustedPeers callers, Function<ParticipantRole, RateLimit> limits, CallMeter meter) {
        this(clock, callers, limits, meter, SignatureAudit.NONE, Tracing.OFF);
    }

    /// @param audit is told of each call that is refused for a signature
    /// @param tracing whether calls are traced
    public LinkInterceptor(
            InstantSource clock,
            TrustedPeers callers,
            Function<ParticipantRole, RateLimit> limits,
            CallMeter meter,
            SignatureAudit audit,
            Tracing tracing) {
        this(List.of(
                new VirtualThreadInterceptor(),
                new TraceInterceptor(tracing),
                new TimeInterceptor(clock),
                new ErrorInterceptor(meter),
                new CallerInterceptor(callers),
                new RateInterceptor(limits),
                new SignatureInterceptor(audit)));
    }

    private LinkInterceptor(List<ServerInterceptor> outermostFirst) {
        this.outermostFirst = outermostFirst;
    }

    /// Serves each call on the thread that brings it and counts nothing in real time: what it does is always the same.
    public static LinkInterceptor onTheCallersThread(InstantSource clock, TrustedPeers callers) {
        return new LinkInterceptor(List.of(
                new TimeInterceptor(clock), new ErrorInterceptor(CallMeter.NONE), new CallerInterceptor(callers)));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        ServerCallHandler<Q, A> handler = next;
        for (ServerInterceptor interceptor : outermostFirst.reversed()) {
            ServerCallHandler<Q, A> inner = handler;
            handler = (each, eachHeaders) -> interceptor.interceptCall(each, eachHeaders, inner);
        }
        return handler.startCall(call, headers);
    }
}
