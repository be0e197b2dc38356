package io.straightway.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.straightway.config.StraightwayConfig;
import io.straightway.store.ObjectStore;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Metric;
import io.straightway.telemetry.Telemetry;
import io.straightway.telemetry.Tracing;
import io.straightway.tracking.Mlflow;
import io.straightway.tracking.Tracker;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Who is told what a process does: the metrics' registry, a collector of traces, a tracking server. */
public final class Observers implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Telemetry telemetry;
    private final Tracker tracker;
    private final Optional<OpenTelemetrySdk> sdk;

    private Observers(Telemetry telemetry, Tracker tracker, Optional<OpenTelemetrySdk> sdk) {
        this.telemetry = telemetry;
        this.tracker = tracker;
        this.sdk = sdk;
    }

    /** As configured. */
    public static Observers of(StraightwayConfig config, MeterRegistry registry) {
        return of(config, registry, config.tracing().endpoint().map(endpoint -> exporter(endpoint, config)));
    }

    /** @param spans takes the spans; empty if there are to be none */
    public static Observers of(StraightwayConfig config, MeterRegistry registry, Optional<SpanExporter> spans) {
        Meters meters = new Meters(registry);
        meters.storeErrorsOf(ObjectStore.OPERATIONS);
        meters.gauge(Metric.BUILD_INFO, meters, any -> 1, version(), Runtime.version().toString());
        Optional<OpenTelemetrySdk> sdk = spans.map(exporter -> sdk(exporter, config.tracing().share()));
        Tracker tracker = config.mlflow().url().<Tracker>map(
                url -> Mlflow.connect(uri("straightway.mlflow.url", url), config.mlflow().token(), config.mlflow().experiment(), meters)).orElse(Tracker.NONE);
        return new Observers(new Telemetry(meters, sdk.map(Tracing::with).orElseGet(Tracing::off)), tracker, sdk);
    }

    private static SpanExporter exporter(String endpoint, StraightwayConfig config) {
        URI collector = uri("straightway.tracing.endpoint", endpoint);
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder().setEndpoint(collector.resolve("v1/traces").toString()).setTimeout(Duration.ofSeconds(10));
        config.tracing().headers().forEach(builder::addHeader);
        return builder.build();
    }

    private static OpenTelemetrySdk sdk(SpanExporter exporter, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("straightway.tracing.share is " + share + ", allowed: 0 to 1");
        }
        Resource resource = Resource.getDefault().merge(Resource.builder()
                .put(AttributeKey.stringKey("service.name"), "straightway")
                .put(AttributeKey.stringKey("service.version"), version()).build());
        return OpenTelemetrySdk.builder().setTracerProvider(SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build()).build()).build();
    }

    /** With a slash at its end, so that what is appended lies below it. */
    private static URI uri(String key, String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text : text + "/");
            if ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below: its own text would be of syntax.
        }
        throw new IllegalArgumentException(key + " is " + text + ", allowed: an address with http or https, such as http://host:4318");
    }

    private static String version() {
        return Optional.ofNullable(Observers.class.getPackage().getImplementationVersion()).orElse("development");
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    public Tracker tracker() {
        return tracker;
    }

    /** Sends what is left, for some seconds at most. */
    @Override
    public void close() {
        tracker.close();
        sdk.ifPresent(open -> open.shutdown().join(CLOSING.toSeconds(), TimeUnit.SECONDS));
    }
}
