package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A platform calls a gateway, which calls a utility: two servers, each with traces of its own.
class TracingTest {

    private static final String CONFIRM = "gridpact.trade.v1.TradeService/Confirm";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Metadata.Key<String> PARENT = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

    private final ADirectory directory = new ADirectory();
    private final ExportedSpans gateSpans = new ExportedSpans();
    private final ExportedSpans northSpans = new ExportedSpans();
    private final ThreadFields gateLog = new ThreadFields();
    private final Tracing gateTracing = TraceExport.through(gateSpans, "gateway", "gate", gateLog);
    private final Tracing northTracing = TraceExport.through(northSpans, "utility", "north", LogFields.NONE);
    private final List<@Nullable String> traceIdsInLog = new CopyOnWriteArrayList<>();
    private final TlsMaterial gatesOwn;
    private final TlsMaterial northsOwn;
    private final PeerChannels asHelio;
    private final PeerChannels asGate;
    private final AServer gate;
    private final AServer north;

    TracingTest(@TempDir Path folder) {
        var gateCertificate = ACertificate.of(ParticipantRole.GATEWAY, "gate");
        var northCertificate = ACertificate.of(ParticipantRole.UTILITY, "north");
        var helio = ACertificate.of(ParticipantRole.PLATFORM, "helio");
        directory.put(ParticipantRole.PLATFORM, "helio", "", helio.pin());
        directory.put(ParticipantRole.GATEWAY, "gate", "", gateCertificate.pin());
        gatesOwn = gateCertificate.materialIn(folder.resolve("gate"));
        northsOwn = northCertificate.materialIn(folder.resolve("north"));
        gate = new AServer(gatesOwn, directory.trusted(), SignatureAudit.NONE, gateTracing);
        north = new AServer(northsOwn, directory.trusted(), SignatureAudit.NONE, northTracing);
        directory.put(ParticipantRole.GATEWAY, "gate", gate.endpoint(), gateCertificate.pin());
        directory.put(ParticipantRole.UTILITY, "north", north.endpoint(), northCertificate.pin());
        asHelio = channels(helio.materialIn(folder.resolve("helio")));
        asGate = channels(gatesOwn);
        gate.confirms((request, response) -> {
            traceIdsInLog.add(gateLog.get("traceId"));
            response.onNext(TradeServiceGrpc.newBlockingStub(asGate.to("north")).confirm(request));
            response.onCompleted();
        });
        north.confirms((request, response) -> {
            try (TracedWork judge = TracedWork.part("judge order")) {
                judge.about(Hash.sha256(new byte[] {1}));
            }
            AServer.GLADLY.accept(request, response);
        });
    }

    private PeerChannels channels(TlsMaterial own) {
        return new PeerChannels(own, directory::participant, new ClockDrift(InstantSource.system()), CallMeter.NONE);
    }

    @AfterEach
    void stop() {
        asHelio.close();
        asGate.close();
        gate.close();
        north.close();
        finishTraces();
    }

    private void finishTraces() {
        gateTracing.close();
        northTracing.close();
    }

    private ConfirmResponse confirm(Metadata headers) {
        var channel =
                ClientInterceptors.intercept(asHelio.to("gate"), MetadataUtils.newAttachHeadersInterceptor(headers));
        return TradeServiceGrpc.newBlockingStub(channel).confirm(ConfirmRequest.getDefaultInstance());
    }

    private static @Nullable String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    @Test
    void one_order_is_one_trace_through_two_servers() {
        Metadata headers = new Metadata();
        headers.put(PARENT, "00-" + TRACE + "-00f067aa0ba902b7-01");

        confirm(headers);
        finishTraces();

        SpanData served = gateSpans.all().stream()
                .filter(span -> span.getKind() == SpanKind.SERVER)
                .findFirst()
                .orElseThrow();
        SpanData called = gateSpans.all().stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT)
                .findFirst()
                .orElseThrow();
        SpanData answered = northSpans.named(CONFIRM);
        SpanData judged = northSpans.named("judge order");
        assertThat(List.of(served, called, answered, judged))
                .extracting(SpanData::getTraceId)
                .containsOnly(TRACE);
        assertThat(served.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(called.getParentSpanId()).isEqualTo(served.getSpanId());
        assertThat(answered.getParentSpanId()).isEqualTo(called.getSpanId());
        assertThat(judged.getParentSpanId()).isEqualTo(answered.getSpanId());
        assertThat(attribute(served, "gridpact.caller")).isEqualTo("helio");
        assertThat(attribute(answered, "gridpact.caller")).isEqualTo("gate");
        assertThat(attribute(called, "gridpact.peer")).isEqualTo("north");
        assertThat(attribute(answered, "gridpact.outcome")).isEqualTo("OK");
        assertThat(attribute(judged, "gridpact.digest"))
                .isEqualTo(Hash.sha256(new byte[] {1}).prefix());
        assertThat(traceIdsInLog).containsExactly(TRACE);
        assertThat(gateLog.get("traceId")).isNull();
    }

    @Test
    void a_call_that_comes_without_a_trace_begins_one() {
        confirm(new Metadata());
        finishTraces();

        assertThat(northSpans.named(CONFIRM).getTraceId())
                .isEqualTo(gateSpans.named(CONFIRM).getTraceId())
                .isEqualTo(traceIdsInLog.getFirst());
    }

    @Test
    void a_refusal_is_the_outcome_of_every_span_on_its_way() {
        north.confirms((request, response) -> {
            throw new RefusedException(Refusal.of(Reason.NO_MANDATE));
        });

        assertThatThrownBy(() -> confirm(new Metadata())).isNotNull();
        finishTraces();

        assertThat(gateSpans.all()).hasSize(2).allMatch(span -> "NO_MANDATE"
                .equals(attribute(span, "gridpact.outcome")));
        assertThat(attribute(northSpans.named(CONFIRM), "gridpact.outcome")).isEqualTo("NO_MANDATE");
    }

    @Test
    void work_that_goes_on_by_itself_is_a_trace_of_its_own_and_a_step_that_did_nothing_leaves_none() {
        try (TracedWork delivery = northTracing.work("deliver RECEIPT")) {
            delivery.with("gridpact.peer", "gate");
            try (TracedWork part = TracedWork.part("wait for commit")) {
                part.cameTo(CallMeter.OK);
            }
        }
        try (TracedWork step = northTracing.step("due nothing")) {
            step.nothingDone();
        }
        finishTraces();

        assertThat(northSpans.all()).extracting(SpanData::getName).containsOnly("deliver RECEIPT", "wait for commit");
        assertThat(northSpans.named("wait for commit").getParentSpanId())
                .isEqualTo(northSpans.named("deliver RECEIPT").getSpanId());
    }

    @Test
    void a_task_on_another_thread_stays_a_part_of_what_began_it() throws InterruptedException {
        try (TracedWork call = northTracing.work("a stream")) {
            call.with("gridpact.peer", "gate");
            Thread.startVirtualThread(TracedWork.carried(() -> {
                        try (TracedWork part = TracedWork.part("confirm order")) {
                            part.cameTo(CallMeter.OK);
                        }
                    }))
                    .join();
        }
        finishTraces();

        assertThat(northSpans.named("confirm order").getParentSpanId())
                .isEqualTo(northSpans.named("a stream").getSpanId());
    }

    @Test
    void while_traces_are_off_nothing_is_a_part_of_anything_and_no_header_is_sent() {
        Tracing off = Tracing.configured(Optional.of(" "), "utility", "north", LogFields.NONE);
        Metadata headers = new Metadata();
        try (TracedWork work = off.work("deliver RECEIPT")) {
            assertThat(TracedWork.call("north", CONFIRM, headers)).isSameAs(TracedWork.NOTHING);
            assertThat(work).isSameAs(TracedWork.NOTHING);
        }

        assertThat(off).isSameAs(Tracing.OFF);
        assertThat(headers.keys()).isEmpty();
    }

    @Test
    void spans_reach_a_receiver_at_the_endpoint_that_is_configured() throws IOException, InterruptedException {
        BlockingQueue<String> received = new ArrayBlockingQueue<>(10);
        HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            received.add(exchange.getRequestURI() + " " + body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        String endpoint = "http://127.0.0.1:" + receiver.getAddress().getPort();
        try (Tracing tracing =
                        Tracing.configured(Optional.of(endpoint), "gridpact-utility-service", "north", LogFields.NONE);
                TracedWork work = tracing.work("deliver RECEIPT")) {
            work.cameTo(CallMeter.OK);
        }

        assertThat(received.poll(10, TimeUnit.SECONDS))
                .startsWith("/v1/traces ")
                .contains("gridpact-utility-service", "north", "deliver RECEIPT");
        receiver.stop(0);
    }

    @Test
    void an_endpoint_that_is_no_url_is_refused_at_the_start() {
        assertThatThrownBy(() -> Tracing.configured(Optional.of("localhost:4318"), "utility", "north", LogFields.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// What log lines of each thread would carry.
    private static final class ThreadFields implements LogFields {

        private final ThreadLocal<Map<String, String>> fields = ThreadLocal.withInitial(ConcurrentHashMap::new);

        @Nullable
        String get(String key) {
            return fields.get().get(key);
        }

        @Override
        public void put(String key, String value) {
            fields.get().put(key, value);
        }

        @Override
        public void remove(String key) {
            fields.get().remove(key);
        }
    }
}
