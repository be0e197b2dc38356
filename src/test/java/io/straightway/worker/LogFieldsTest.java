package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.job.Specs;
import io.straightway.job.UnitId;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.junit.jupiter.api.Test;

class LogFieldsTest {
    private final RunningUnit unit = new RunningUnit(
            new WorkOrder(new UnitId("job-1", 2, 3), 4, Specs.generation("job-1", 10, 10), new Work.AssembleImages(), List.of(), Optional.empty()),
            "worker-1", Duration.ofSeconds(20), Instant.EPOCH, InstantSource.system());

    @Test
    void aLineAboutAUnitSaysWhichAsFieldsOfItsJson() {
        // When
        JsonNode during;
        try (LogFields fields = LogFields.of(unit)) {
            during = line();
        }

        // Then
        assertThat(during.path("mdc").path("jobId").asText()).isEqualTo("job-1");
        assertThat(during.path("mdc").path("unit").asText()).isEqualTo("job-1/2/3");
        assertThat(during.path("mdc").path("attempt").asText()).isEqualTo("4");
        assertThat(during.path("mdc").path("worker").asText()).isEqualTo("worker-1");
        assertThat(line().path("mdc")).as("afterwards").isEmpty();
    }

    private static JsonNode line() {
        ExtLogRecord entry = new ExtLogRecord(Level.INFO, "something happened", LogFieldsTest.class.getName());
        entry.copyMdc();
        return Json.read(new JsonFormatter().format(entry).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
