package io.straightway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.job.Counts;
import io.straightway.job.Failure;
import io.straightway.job.Outcome;
import io.straightway.job.Specs;
import io.straightway.job.Terms;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    @Test
    void countersStandAtZeroFromTheStart() {
        assertThat(registry.get("straightway_jobs_ended_total").tags("kind", "training", "outcome", "failed", "reason", "diverged").counter().count()).isZero();
        assertThat(registry.get("straightway_lease_lost_total").counter().count()).isZero();
        assertThat(registry.get("straightway_unit_duration_seconds").tags("kind", "assemble", "outcome", "lease_lost").timer().count()).isZero();
    }

    @Test
    void anEndedJobIsCountedOnceByKindOutcomeAndReason() {
        // When
        meters.jobEnded(Specs.generation("g", 10, 10), outcome(Outcome.Ending.FAILED, Optional.of(new Failure.Exhausted(3, "TRANSIENT", "?"))), Duration.ofSeconds(4));

        // Then
        assertThat(registry.get("straightway_jobs_ended_total").tags("kind", "generation", "outcome", "failed", "reason", "exhausted").counter().count()).isOne();
        assertThat(registry.get("straightway_job_duration_seconds").tags("kind", "generation", "outcome", "failed").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(4);
        assertThat(registry.get("straightway_jobs_ended_total").counters().stream().mapToDouble(counter -> counter.count()).sum()).isOne();
    }

    @Test
    void clocksThatDisagreeGiveNoNegativeTimes() {
        // When
        meters.unitTaken(Terms.Priority.HIGH, Duration.ofSeconds(-3));

        // Then
        assertThat(registry.get("straightway_unit_queue_seconds").tags("priority", "high").timer().totalTime(TimeUnit.SECONDS)).isZero();
        assertThat(registry.get("straightway_unit_queue_seconds").tags("priority", "high").timer().count()).isOne();
    }

    @Test
    void everyLabelIsOneOfThePlan() {
        // When
        meters.trained(2_500);
        meters.unitEnded(new Work.AssembleImages(), Meters.UnitEnd.FINISHED, Duration.ofSeconds(1));

        // Then
        assertThat(registry.get("straightway_training_kimg_total").counter().count()).isEqualTo(2.5);
        assertThat(registry.getMeters()).extracting(Meter::getId).allSatisfy(id -> {
            Metric metric = Stream.of(Metric.values()).filter(known -> known.id().equals(id.getName().replaceAll("\\.histogram$", ""))).findFirst().orElseThrow();
            assertThat(id.getTags().stream().map(tag -> tag.getKey()).filter(key -> !key.equals("le"))).containsExactlyInAnyOrderElementsOf(metric.labels());
        });
    }

    @Test
    void theReferenceHasEveryMetricAsItIs() throws IOException {
        // When
        List<String> lines = Files.readAllLines(Path.of("docs/reference/metrics.md")).stream().filter(line -> line.startsWith("| `straightway_")).toList();

        // Then
        assertThat(lines).containsExactlyElementsOf(Stream.of(Metric.values()).map(MetersTest::row).toList());
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s | %s | %s |".formatted(metric.id(), metric.type().name().toLowerCase(Locale.ROOT), metric.unit(),
                metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")), metric.help());
    }

    private static Outcome outcome(Outcome.Ending ending, Optional<Failure> failure) {
        return new Outcome(ending, new Counts("images", 10, 0, 10, 0, 0), List.of(), Optional.empty(), Usage.NONE, failure, List.of());
    }
}
