package io.gridpact.protocol.link;

import io.gridpact.protocol.hash.Digest;
import io.grpc.Context;
import io.grpc.Metadata;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/// One span. What this thread does within it is found by gRPC's own context, which goes with a call from thread to
/// thread; where no call or work is traced, all of it does nothing.
public final class TracedWork implements AutoCloseable {

    /// Work that is not traced.
    static final TracedWork NOTHING = new TracedWork(Tracing.OFF, Span.getInvalid());

    private static final Context.Key<TracedWork> KEY = Context.key("gridpact-traced-work");

    private final Tracing tracing;
    private final Span span;
    private @Nullable Entered entered;
    private boolean dropped;

    TracedWork(Tracing tracing, Span span) {
        this.tracing = tracing;
        this.span = span;
    }

    /// A part of what this thread is doing, until it is closed, on this thread.
    public static TracedWork part(String name) {
        TracedWork whole = KEY.get();
        return whole == null
                ? NOTHING
                : whole.tracing
                        .begin(name, SpanKind.INTERNAL, Tracing.contextOf(whole.span))
                        .entered();
    }

    /// What this thread is doing.
    public static TracedWork current() {
        TracedWork whole = KEY.get();
        return whole == null ? NOTHING : whole;
    }

    static boolean isUnderWay() {
        return KEY.get() != null;
    }

    /// The task, for another thread, as a part of what this one is doing. Nothing else of the call goes with it: it
    /// lives on where the caller goes away.
    public static Runnable carried(Runnable task) {
        TracedWork whole = KEY.get();
        if (whole == null) {
            return task;
        }
        return () -> {
            try (Entered here = whole.enter()) {
                task.run();
            }
        };
    }

    /// A call to a peer, with the header that tells it of this trace. Not entered.
    static TracedWork call(String peer, String method, Metadata headers) {
        TracedWork whole = KEY.get();
        if (whole == null) {
            return NOTHING;
        }
        TracedWork call = whole.tracing.begin(method, SpanKind.CLIENT, Tracing.contextOf(whole.span));
        Tracing.tell(call.span, headers);
        return call.with("rpc.system", "grpc").with("rpc.method", method).with("gridpact.peer", peer);
    }

    /// Names what it is about by the first characters of its digest.
    public TracedWork about(Digest digest) {
        return this == NOTHING ? this : with("gridpact.digest", digest.prefix());
    }

    /// @param value nothing private: a participant, a kind, a count of messages
    public TracedWork with(String key, String value) {
        if (this != NOTHING) {
            span.setAttribute(key, value);
        }
        return this;
    }

    /// @param outcome [CallMeter#OK] or the name of a reason
    public TracedWork cameTo(String outcome) {
        if (this != NOTHING) {
            span.setAttribute("gridpact.outcome", outcome);
            span.setStatus(outcome.equals(CallMeter.OK) ? StatusCode.OK : StatusCode.ERROR);
        }
        return this;
    }

    /// There was nothing to do: closing it leaves no span.
    public void nothingDone() {
        dropped = true;
    }

    void end() {
        if (!dropped) {
            span.end();
        }
    }

    TracedWork entered() {
        if (this != NOTHING) {
            entered = enter();
        }
        return this;
    }

    /// What this thread does from now on, until the result is closed, is a part of this.
    Entered enter() {
        return new Entered();
    }

    @Override
    public void close() {
        if (this == NOTHING) {
            return;
        }
        if (entered != null) {
            entered.close();
        }
        end();
    }

    /// This thread, while it works on it.
    final class Entered implements AutoCloseable {

        private final boolean outermost = !isUnderWay();
        private final Context context = Context.current().withValue(KEY, TracedWork.this);
        private final Context before = context.attach();

        Entered() {
            if (outermost) {
                tracing.log().put(Tracing.TRACE_ID, span.getSpanContext().getTraceId());
            }
        }

        @Override
        public void close() {
            context.detach(before);
            if (outermost) {
                tracing.log().remove(Tracing.TRACE_ID);
            }
        }
    }
}
