package io.gridpact.protocol.link;

import io.grpc.Metadata;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Traces of this process, joined to its callers' and peers' by W3C Trace Context in gRPC metadata. Off unless there is
/// somewhere to send them: then no class of the tracing SDK is loaded and nobody is contacted.
///
/// Spans name methods, participants, outcomes and the first characters of digests; never a customer, a quantity or a
/// price.
public final class Tracing implements AutoCloseable {

    /// No traces.
    public static final Tracing OFF = new Tracing(null, LogFields.NONE, () -> {});

    /// The field of log lines within a trace.
    static final String TRACE_ID = "traceId";

    private static final Metadata.Key<String> PARENT = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final TextMapGetter<Metadata> FROM_METADATA = new FromMetadata();

    private final @Nullable Tracer tracer;
    private final LogFields log;
    private final Runnable end;
    private final AtomicBoolean ended = new AtomicBoolean();

    Tracing(@Nullable Tracer tracer, LogFields log, Runnable end) {
        this.tracer = tracer;
        this.log = log;
        this.end = end;
    }

    /// @param endpoint base URL of an OTLP receiver over HTTP, as in `http://127.0.0.1:4318`; none, or an empty one,
    ///     for no traces
    /// @param service the kind of service, as in `gridpact-utility-service`
    /// @param participant this service's participant id
    /// @throws IllegalArgumentException if the endpoint is no such URL
    public static Tracing configured(Optional<String> endpoint, String service, String participant, LogFields log) {
        return endpoint.filter(url -> !url.isBlank())
                .map(url -> TraceExport.over(url, service, participant, log))
                .orElse(OFF);
    }

    boolean isOn() {
        return tracer != null;
    }

    LogFields log() {
        return log;
    }

    /// Work that nobody's call began; a part of what this thread is doing where that is traced already. Close it on
    /// this thread.
    public TracedWork work(String name) {
        Tracer on = tracer;
        if (on == null || TracedWork.isUnderWay()) {
            return TracedWork.part(name);
        }
        return new TracedWork(this, on.spanBuilder(name).setNoParent().startSpan()).entered();
    }

    /// A step that may turn out to have had nothing to do: what happens within it is not traced by itself.
    public TracedWork step(String name) {
        return begin(name, SpanKind.INTERNAL, Context.root());
    }

    /// A call that is served. Not entered.
    TracedWork serve(String method, Metadata headers) {
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, FROM_METADATA);
        return begin(method, SpanKind.SERVER, parent).with("rpc.system", "grpc").with("rpc.method", method);
    }

    TracedWork begin(String name, SpanKind kind, Context parent) {
        Tracer on = tracer;
        if (on == null) {
            return TracedWork.NOTHING;
        }
        SpanBuilder builder = on.spanBuilder(name).setSpanKind(kind).setParent(parent);
        return new TracedWork(this, builder.startSpan());
    }

    static Context contextOf(Span span) {
        return Context.root().with(span);
    }

    /// Tells a peer what its span is a part of. The header that vendors put theirs in is not sent on.
    static void tell(Span span, Metadata headers) {
        W3CTraceContextPropagator.getInstance().inject(contextOf(span), headers, (carrier, key, value) -> {
            if (carrier != null && key.equals(PARENT.name())) {
                carrier.discardAll(PARENT);
                carrier.put(PARENT, value);
            }
        });
    }

    /// Sends what is still to be sent.
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            end.run();
        }
    }

    private static final class FromMetadata implements TextMapGetter<Metadata> {
        @Override
        public Iterable<String> keys(Metadata carrier) {
            return List.of(PARENT.name());
        }

        @Override
        public @Nullable String get(@Nullable Metadata carrier, String key) {
            return carrier == null || !key.equals(PARENT.name()) ? null : carrier.get(PARENT);
        }
    }
}
