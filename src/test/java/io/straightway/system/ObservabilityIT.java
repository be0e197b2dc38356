package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.event.Topic;
import io.straightway.job.Outcome;
import io.straightway.json.Json;
import io.straightway.store.Keys;
import io.straightway.telemetry.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a running node tells of itself, and whether dashboard and alerts ask for nothing else. */
class ObservabilityIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final Pattern OURS = Pattern.compile("\\bstraightway_[a-z_]+");

    @Test
    void aTrainingIsCountedAndLeavesItsFigures() {
        // When
        double kimg = value("straightway_training_kimg_total");
        double ended = value("straightway_jobs_ended_total{kind=\"training\",outcome=\"succeeded\",reason=\"none\",}");
        NODE.outside().submit(Topic.TRAINING_JOBS, "observed", TinyWorld.teacher("observed", "observed", 320, 160));
        assertThat(NODE.outside().awaitEnd("observed").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);

        // Then: other tests may train here as well
        assertThat(value("straightway_training_kimg_total")).isGreaterThanOrEqualTo(kimg + 0.32 - 1e-9);
        assertThat(value("straightway_jobs_ended_total{kind=\"training\",outcome=\"succeeded\",reason=\"none\",}")).isGreaterThanOrEqualTo(ended + 1);
        assertThat(value("straightway_device_busy_seconds_total{device=\"cpu\",}")).isPositive();
        assertThat(value("straightway_worker_devices{pool=\"default\",}")).isOne();
        // And: every unit was taken, those between the markers of transactions too
        Awaitility.await("an empty queue").atMost(Duration.ofSeconds(30)).until(() -> value("straightway_queue_lag{pool=\"default\",priority=\"normal\",}") == 0);
        // And: a line for each tick, which are a batch long here
        String lines = new String(NODE.store().get(Keys.trainingStats("observed", "0-teacher")).orElseThrow(), StandardCharsets.UTF_8);
        assertThat(lines.lines()).hasSize(20).last().satisfies(line -> {
            JsonNode last = Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            assertThat(last.path("Progress/kimg").path("mean").asDouble()).isEqualTo(0.32);
            assertThat(last.path("Loss/loss").path("mean").asDouble()).isPositive();
        });
    }

    @Test
    void aNodeHasEveryMetricFromTheStart() {
        Set<String> exposed = exposed();

        assertThat(Stream.of(Metric.values())).allSatisfy(metric -> assertThat(exposed).contains(switch (metric.type()) {
            case COUNTER, GAUGE -> metric.id();
            case TIMER -> metric.id() + "_count";
        }));
    }

    @Test
    void dashboardAndAlertsAskOnlyForWhatIsThere() throws IOException {
        // Given
        Set<String> exposed = exposed();
        JsonNode dashboard = Json.read(Files.readAllBytes(Path.of("deploy/grafana/straightway.json")), JsonNode.class);
        List<String> asked = dashboard.findValuesAsText("expr");

        // Then
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(exposed).containsAll(names(String.join("\n", asked)));
        assertThat(exposed).containsAll(names(Files.readString(Path.of("deploy/prometheus/alerts.yml"))));
        assertThat(exposed).containsAll(names(Files.readString(Path.of("deploy/prometheus/alerts_test.yml"))));
    }

    private static Set<String> names(String text) {
        return OURS.matcher(text).results().map(result -> result.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> exposed() {
        return NODE.scrape().lines().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]")[0]).collect(Collectors.toCollection(TreeSet::new));
    }

    /** @param sample name and labels as the text format has them */
    private static double value(String sample) {
        Matcher line = Pattern.compile("^" + Pattern.quote(sample) + " (\\S+)$", Pattern.MULTILINE).matcher(NODE.scrape());
        assertThat(line.find()).as(sample).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
