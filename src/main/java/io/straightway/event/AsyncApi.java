package io.straightway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.straightway.job.JobEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The public topics as an AsyncAPI 3 document, made from what the program itself goes by: topics, schemas, headers. */
public final class AsyncApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS).disable(YAMLGenerator.Feature.SPLIT_LINES).build());

    /** Between coordinator and workers: nobody else's business, and free to change. */
    private static final Set<Topic> INTERNAL = EnumSet.of(Topic.UNITS, Topic.UNIT_REPORTS);

    private static final String AVRO = "application/vnd.apache.avro;version=1.9.0";
    private static final String BINDING = "0.5.0";
    private static final JobEvent SAMPLE = new JobEvent("smileys-1", 2, Instant.parse("2026-01-01T12:00:00Z"), new JobEvent.Started());

    private final Function<String, JsonNode> schemas;

    private AsyncApi(Function<String, JsonNode> schemas) {
        this.schemas = schemas;
    }

    /** With every schema in it. */
    public static AsyncApi whole() {
        return new AsyncApi(name -> json(Schemas.text(name)));
    }

    /** @param folder where the schema files are, seen from the document */
    public static AsyncApi pointingTo(String folder) {
        return new AsyncApi(name -> JSON.createObjectNode().put("$ref", folder + "/" + name + ".avsc"));
    }

    /**
     * @param broker host and port
     * @param partitions that a node makes topics with
     */
    public String yaml(String broker, int partitions) {
        ObjectNode document = JSON.createObjectNode().put("asyncapi", "3.0.0");
        document.putObject("info").put("title", "Straightway").put("version", "1").put("description",
                "Jobs in, events out. A job's id is the key of every record about it, so that its records lie in one partition, in order. Events are written in "
                        + "transactions: read them with isolation.level=read_committed.")
                .putObject("license").put("name", "Apache-2.0").put("url", "https://www.apache.org/licenses/LICENSE-2.0.txt");
        document.put("defaultContentType", "application/avro");
        document.putObject("servers").putObject("broker").put("host", broker).put("protocol", "kafka");
        List<Topic> topics = Stream.of(Topic.values()).filter(topic -> !INTERNAL.contains(topic)).toList();
        topics.forEach(topic -> document.withObject("/channels").set(name(topic), channel(topic, partitions)));
        topics.forEach(topic -> document.withObject("/operations").set(name(topic), operation(topic)));
        topics.forEach(topic -> document.withObject("/components/messages").set(message(topic), messageOf(topic)));
        return text(document);
    }

    private static ObjectNode channel(Topic topic, int partitions) {
        ObjectNode channel = JSON.createObjectNode().put("address", topic.topic()).put("description", purpose(topic));
        channel.putObject("messages").putObject(message(topic)).put("$ref", "#/components/messages/" + message(topic));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka").put("topic", topic.topic()).put("partitions", partitions);
        Map<String, String> configs = new TreeMap<>(Topics.configs(topic));
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        configs.forEach((key, value) -> {
            switch (key) {
                case "cleanup.policy" -> configuration.putArray(key).add(value);
                default -> configuration.put(key, Long.parseLong(value));
            }
        });
        kafka.put("bindingVersion", BINDING);
        return channel;
    }

    /** Seen from a node, as the specification wants it: what others send, it receives. */
    private static ObjectNode operation(Topic topic) {
        ObjectNode operation = JSON.createObjectNode().put("action", topic.submitted() ? "receive" : "send");
        operation.putObject("channel").put("$ref", "#/channels/" + name(topic));
        if (topic.submitted()) {
            operation.putObject("reply").putObject("channel").put("$ref", "#/channels/" + name(Topic.EVENTS));
        }
        return operation;
    }

    private ObjectNode messageOf(Topic topic) {
        ObjectNode message = JSON.createObjectNode().put("name", message(topic));
        switch (topic) {
            case EVENTS -> {
                message.put("summary", "A CloudEvent 1.0 in binary mode.");
                message.set("headers", headers(CloudEvents.headers(SAMPLE, "application/avro")));
            }
            case DEAD_LETTERS -> {
                message.put("summary", "Key, value and headers as they came, and headers that say why.");
                message.set("headers", headers(new DeadLetter(Topic.GENERATION_JOBS.topic(), 0, 42, Undecodable.Code.UNKNOWN_FORMAT.name(),
                        "the record begins with byte 0x00").headers(new RecordHeaders())));
            }
            case STATUS -> message.put("summary", "Replaces the earlier ones of the same job. Without a value: nothing is known of the job any more.");
            case GENERATION_JOBS, TRAINING_JOBS, EVALUATION_JOBS, ABLATION_JOBS, SIGNALS ->
                    message.put("summary", "In Avro (single object, or Confluent's format with a registry), or one line of JSON of the same shape.");
            case UNITS, UNIT_REPORTS -> throw new IllegalArgumentException(topic + " is internal");
        }
        message.put("contentType", topic == Topic.DEAD_LETTERS ? "application/octet-stream" : "application/avro");
        if (!topic.schema().isEmpty()) {
            message.putObject("payload").put("schemaFormat", AVRO).set("schema", schemas.apply(topic.schema()));
        }
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", "string").put("description", topic == Topic.DEAD_LETTERS ? "as the original record had it" : "the job's id");
        kafka.put("bindingVersion", BINDING);
        return message;
    }

    private static ObjectNode headers(Headers sample) {
        ObjectNode schema = JSON.createObjectNode().put("type", "object");
        for (Header header : sample) {
            schema.withObject("/properties").putObject(header.key()).put("type", "string").putArray("examples").add(new String(header.value(), StandardCharsets.UTF_8));
            schema.withArray("/required").add(header.key());
        }
        return schema;
    }

    private static String purpose(Topic topic) {
        return switch (topic) {
            case GENERATION_JOBS -> "Jobs that generate images.";
            case TRAINING_JOBS -> "Jobs that train a model.";
            case EVALUATION_JOBS -> "Jobs that measure images or a model.";
            case ABLATION_JOBS -> "Jobs that find what each improvement brings on a data set.";
            case SIGNALS -> "Orders about a job: cancel, pause, resume.";
            case EVENTS -> "What happens to jobs. Exactly one event of an accepted job is terminal.";
            case STATUS -> "The newest state of every job.";
            case DEAD_LETTERS -> "Records that could not be read.";
            case UNITS, UNIT_REPORTS -> throw new IllegalArgumentException(topic + " is internal");
        };
    }

    /** As a key in the document. */
    private static String name(Topic topic) {
        return topic.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String message(Topic topic) {
        return topic.schema().isEmpty() ? "DeadLetter" : topic.schema();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the program was built with a schema that is no JSON", e);
        }
    }

    private static String text(JsonNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError("every tree can be written", e);
        }
    }
}
