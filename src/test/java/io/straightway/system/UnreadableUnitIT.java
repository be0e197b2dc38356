package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.coordinator.Coordinator;
import io.straightway.coordinator.Rules;
import io.straightway.embedded.EmbeddedKafka;
import io.straightway.event.StatusBoard;
import io.straightway.event.Submitter;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Retention;
import io.straightway.job.RetryPolicy;
import io.straightway.job.Specs;
import io.straightway.telemetry.Telemetry;
import io.straightway.worker.SteadyClock;
import io.straightway.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units that a coordinator of another version has written. */
class UnreadableUnitIT {
    private static final Rules RULES = new Rules(new RetryPolicy(Duration.ofSeconds(20), 3, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMinutes(10)),
            new Retention(Duration.ofDays(1), Duration.ofDays(2)), Set.of("default"));
    private static final Wire WIRE = new Wire(new WireFormat.SingleObject());
    private static final TopicPartition UNITS = new TopicPartition(Topic.UNITS.topic(), 0);

    @TempDir
    Path folder;

    @Test
    void aUnitThatNoWorkerCanReadIsIssuedAnew() throws Exception {
        try (EmbeddedKafka kafka = BareKafka.start(folder)) {
            Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (Outside outside = new Outside(clients); Submitter submitter = new Submitter(clients, WIRE); StatusBoard board = StatusBoard.follow(clients, WIRE)) {
                // Given: a unit as a coordinator of another version would have written it, which is no more
                try (Coordinator first = coordinator(clients, "first")) {
                    submitter.submit(Specs.generation("babel", 10, 10));
                    outside.await("babel", event -> event.what() instanceof JobEvent.Accepted);
                }
                rewrite(clients);

                // When
                try (Coordinator second = coordinator(clients, "second");
                        Worker worker = new Worker("w", "default", clients, WIRE, submitter, board, List.of(new Paper(order -> false)), Duration.ofSeconds(20),
                                Duration.ofSeconds(1), new SteadyClock(), Telemetry.quiet())) {
                    // Then: the job knows why its first attempt came to nothing, and ends well
                    assertThat(outside.awaitEnd("babel").ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
                    JobEvent.UnitRetried retried = (JobEvent.UnitRetried) outside.await("babel", event -> event.what() instanceof JobEvent.UnitRetried).what();
                    assertThat(retried.failedAttempt()).isEqualTo(1);
                    assertThat(retried.failure().message()).contains("worker w can't read the unit", "no released schema of WorkUnit has the fingerprint");
                }
            }
        }
    }

    private Coordinator coordinator(Map<String, Object> clients, String state) {
        return Coordinator.start(clients, folder.resolve(state), WIRE, Specs.CATALOG, RULES, 1, (short) 1, Telemetry.quiet());
    }

    /** Takes the only unit's record away, and writes it again with the fingerprint of a schema that nobody knows. */
    private static void rewrite(Map<String, Object> clients) throws Exception {
        try (Admin admin = Admin.create(clients);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(clients, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.assign(List.of(UNITS));
            consumer.seekToBeginning(List.of(UNITS));
            ConsumerRecord<byte[], byte[]> unit = consumer.poll(Duration.ofSeconds(20)).iterator().next();
            admin.deleteRecords(Map.of(UNITS, RecordsToDelete.beforeOffset(unit.offset() + 1))).all().get();
            byte[] value = unit.value().clone();
            value[2] ^= 1;
            producer.send(new ProducerRecord<>(UNITS.topic(), 0, unit.timestamp(), unit.key(), value, unit.headers())).get();
        }
    }
}
