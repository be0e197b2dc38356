package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AsyncApiTest {
    private static final Path COMMITTED = Path.of("docs/reference/asyncapi.yaml");
    private static final String BROKER = "127.0.0.1:19092";

    /** Writes the new one where it was asked for: {@code mvn test -Dtest=AsyncApiTest -Ddocs.write=true}. */
    @Test
    void theCommittedDocumentIsWhatTheProgramSays() throws Exception {
        String made = AsyncApi.pointingTo("../../schemas").yaml(BROKER, 4);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(COMMITTED, made);
        }

        assertThat(Files.readString(COMMITTED)).as(COMMITTED + "; if the change is meant: scripts/docs").isEqualTo(made);
    }

    @Test
    void theServedDocumentHasEverySchemaInIt() throws Exception {
        JsonNode document = new YAMLMapper().readTree(AsyncApi.whole().yaml(BROKER, 8));

        assertThat(document.at("/channels/events/bindings/kafka/partitions").intValue()).isEqualTo(8);
        assertThat(document.at("/channels/status/bindings/kafka/topicConfiguration/cleanup.policy/0").asText()).isEqualTo("compact");
        assertThat(document.at("/components/messages/JobEvent/headers/properties/ce_type/examples/0").asText()).isEqualTo("io.straightway.job.started.v1");
        for (Topic topic : Topic.values()) {
            JsonNode schema = document.at("/components/messages/" + topic.schema() + "/payload/schema");
            if (topic == Topic.UNITS || topic == Topic.UNIT_REPORTS) {
                assertThat(schema.isMissingNode()).as(topic + " is internal").isTrue();
            } else if (topic != Topic.DEAD_LETTERS) {
                assertThat(schema).isEqualTo(new ObjectMapper().readTree(Files.readString(Path.of("schemas", topic.schema() + ".avsc"))));
            }
        }
    }
}
