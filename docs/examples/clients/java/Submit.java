import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Submits a generation job, follows its events to the end, and says how it ended. Exit code 0 only if the job succeeds. Needs Kafka's client
 * and Avro on the class path, the .avsc files, and nothing of Straightway.
 *
 * <p>usage: {@code java -cp "$CLASSPATH" Submit.java JOB-ID [MODEL [IMAGES]]}; environment: BROKER (127.0.0.1:19092), SCHEMAS (schemas)
 */
public final class Submit {
    private static final String JOBS = "straightway.generation-jobs";
    private static final String EVENTS = "straightway.events";

    private Submit() {}

    public static void main(String... args) throws Exception {
        if (args.length < 1 || args.length > 3) {
            System.err.println("usage: java -cp CLASSPATH Submit.java JOB-ID [MODEL [IMAGES]]");
            System.exit(2);
        }
        String id = args[0];
        submit(id, args.length > 1 ? args[1] : "emoji", args.length > 2 ? Long.parseLong(args[2]) : 256);
        System.exit(follow(id) ? 0 : 1);
    }

    /** The builder fills in the schema's defaults; the encoder writes Avro single objects, which a node without a registry reads and writes. */
    private static void submit(String id, String model, long images) throws Exception {
        Schema schema = schema("GenerationJob");
        GenericRecord job = new GenericRecordBuilder(schema).set("id", id).set("model", model).set("images", images).build();
        byte[] value = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(job).array();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(client(Map.of("acks", "all")), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(JOBS, id, value)).get();
        }
    }

    /** Whether the job succeeded. */
    private static boolean follow(String id) throws IOException {
        BinaryMessageDecoder<GenericRecord> decoder = new BinaryMessageDecoder<>(GenericData.get(), schema("JobEvent"));
        Properties settings = client(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"));
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(EVENTS).stream().map(found -> new TopicPartition(EVENTS, found.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (!id.equals(record.key())) {
                        continue;
                    }
                    GenericRecord event = decoder.decode(new ByteArrayInputStream(record.value()));
                    System.out.println(event.get("sequence") + " " + event.get("type"));
                    if ((boolean) event.get("terminal")) {
                        return ended(event);
                    }
                }
            }
        }
    }

    private static boolean ended(GenericRecord event) {
        if (!(event.get("outcome") instanceof GenericRecord outcome)) {
            System.out.println("REJECTED: " + (event.get("rejected") instanceof GenericRecord rejected ? rejected.get("message") : ""));
            return false;
        }
        GenericRecord counts = (GenericRecord) outcome.get("counts");
        System.out.printf("%s: %s of %s images, %s failed; distance %s%n", outcome.get("ending"), counts.get("succeeded"), counts.get("requested"),
                counts.get("failed"), outcome.get("distance") instanceof GenericRecord distance ? distance.get("value") : "not measured");
        return outcome.get("ending").toString().equals("SUCCEEDED");
    }

    private static Schema schema(String name) throws IOException {
        return new Schema.Parser().parse(Path.of(System.getenv().getOrDefault("SCHEMAS", "schemas"), name + ".avsc").toFile());
    }

    private static Properties client(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", System.getenv().getOrDefault("BROKER", "127.0.0.1:19092"));
        properties.putAll(settings);
        return properties;
    }
}
