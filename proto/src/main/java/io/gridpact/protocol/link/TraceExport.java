package io.gridpact.protocol.link;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The tracing SDK, loaded only where traces are on. Spans are sent in batches from a thread of its own; where nobody
/// takes them, or not fast enough, they are dropped and no call waits.
public final class TraceExport {

    /// Spans that may wait to be sent; more are dropped.
    static final int MAX_WAITING_SPANS = 4096;

    /// Spans in one message.
    static final int MAX_BATCH_SPANS = 512;

    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
    private static final int CLOSING_SECONDS = 2;
    private static final String TRACES_PATH = "/v1/traces";

    private TraceExport() {}

    static Tracing over(String endpoint, String service, String participant, LogFields log) {
        URI base = URI.create(endpoint);
        if (base.getHost() == null || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
            throw new IllegalArgumentException("the endpoint for traces is no http or https URL: " + endpoint);
        }
        String url = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        return through(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(url + TRACES_PATH)
                        .setTimeout(EXPORT_TIMEOUT)
                        .build(),
                service,
                participant,
                log);
    }

    /// Traces that go to this exporter.
    public static Tracing through(SpanExporter exporter, String service, String participant, LogFields log) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", service)
                        .put("service.instance.id", participant)
                        .build()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(MAX_WAITING_SPANS)
                        .setMaxExportBatchSize(MAX_BATCH_SPANS)
                        .setScheduleDelay(EXPORT_EVERY)
                        .setExporterTimeout(EXPORT_TIMEOUT)
                        .build())
                .build();
        return new Tracing(
                provider.get("gridpact"), log, () -> provider.shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS));
    }
}
