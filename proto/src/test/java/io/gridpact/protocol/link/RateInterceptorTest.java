package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateInterceptorTest {

    private static final Caller SUNBIRD = caller("sunbird");
    private static final Caller HELIO = caller("helio");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private static Caller caller(String id) {
        return new Caller(new Identity(ParticipantRole.PLATFORM, id, Digest.of(new byte[Digest.BYTES])));
    }

    private RateInterceptor limited(int callsPerSecond, int burstCalls, int openCalls) {
        return new RateInterceptor(_ -> new RateLimit(callsPerSecond, burstCalls, openCalls, 1, 1), nanos::get);
    }

    private static ServerCall.Listener<ConfirmRequest> begin(RateInterceptor interceptor, Caller caller)
            throws Exception {
        return Context.current()
                .withValue(Caller.KEY, caller)
                .call(() -> interceptor.interceptCall(
                        new NoCall(), new Metadata(), (_, _) -> new ServerCall.Listener<>() {}));
    }

    private static void assertExhausted(RateInterceptor interceptor, Caller caller) {
        assertThatThrownBy(() -> begin(interceptor, caller))
                .isInstanceOf(RefusedException.class)
                .extracting(error -> ((RefusedException) error).refusal().reason())
                .isEqualTo(Reason.RESOURCE_EXHAUSTED);
    }

    @Test
    void a_caller_above_its_rate_is_refused_until_time_has_passed() throws Exception {
        RateInterceptor interceptor = limited(2, 3, 100);
        for (int call = 0; call < 3; call++) {
            begin(interceptor, SUNBIRD).onComplete();
        }
        assertExhausted(interceptor, SUNBIRD);

        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        begin(interceptor, SUNBIRD).onComplete();
        assertExhausted(interceptor, SUNBIRD);

        nanos.addAndGet(Duration.ofDays(1).toNanos());
        for (int call = 0; call < 3; call++) {
            begin(interceptor, SUNBIRD).onComplete();
        }
        assertExhausted(interceptor, SUNBIRD);
    }

    @Test
    void another_caller_keeps_its_share() throws Exception {
        RateInterceptor interceptor = limited(1, 1, 100);
        begin(interceptor, SUNBIRD);
        assertExhausted(interceptor, SUNBIRD);

        assertThat(begin(interceptor, HELIO)).isNotNull();
    }

    @Test
    void open_calls_are_bounded_and_make_room_when_they_end() throws Exception {
        RateInterceptor interceptor = limited(100, 100, 2);
        var first = begin(interceptor, SUNBIRD);
        var second = begin(interceptor, SUNBIRD);
        assertExhausted(interceptor, SUNBIRD);

        first.onComplete();
        first.onCancel();
        begin(interceptor, SUNBIRD);
        assertExhausted(interceptor, SUNBIRD);

        second.onCancel();
        assertThat(begin(interceptor, SUNBIRD)).isNotNull();
    }

    private static final class NoCall extends ServerCall<ConfirmRequest, ConfirmResponse> {
        @Override
        public void request(int numMessages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(ConfirmResponse message) {}

        @Override
        public void close(Status status, Metadata trailers) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.EMPTY;
        }

        @Override
        public MethodDescriptor<ConfirmRequest, ConfirmResponse> getMethodDescriptor() {
            return TradeServiceGrpc.getConfirmMethod();
        }
    }
}
