package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.embedded.EmbeddedKafka;
import io.straightway.event.SharePool;
import io.straightway.event.Topics;
import io.straightway.event.UnitTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a broker that keeps a record locked for a minute: what takes longer than that was locked by one who did nothing with it. */
@Timeout(180)
class UnitQueueIT {
    private static EmbeddedKafka kafka;
    private static Map<String, Object> clients;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start(@TempDir Path folder) {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, Map.of("group.share.record.lock.duration.ms", "60000"));
        clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(clients)) {
            Topics.create(admin, List.of("idle", "order", "left"), 2, (short) 1);
            SharePool.prepare(admin, SharePool.GROUP);
        }
        producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        kafka.close();
    }

    @Test
    void unitsGoToTheIdleWorkerWhileOthersAreBusy() throws Exception {
        List<String> topics = UnitTopics.of("idle");
        try (UnitQueue busy = queue("busy", "idle"); UnitQueue idle = queue("free", "idle")) {
            // Given a worker that has begun with a long unit, and whose questions in the other lanes are under way
            send(topics.get(1), "long");
            UnitQueue.Taken taken = await(busy);
            assertThat(text(taken)).isEqualTo("long");
            taken.accept();

            // When units come in every lane
            for (int i = 0; i < 4; i++) {
                for (String topic : topics) {
                    send(topic, topic + i);
                    // Then the other one gets each of them
                    UnitQueue.Taken next = await(idle);
                    assertThat(text(next)).isEqualTo(topic + i);
                    next.accept();
                }
            }
        }
    }

    @Test
    void aQueueWhoseGroupTheBrokerHasForgottenIsBrokenSoThatAnotherIsOpened(@TempDir Path folder) throws Exception {
        // Given a worker that has had a unit
        EmbeddedKafka first = EmbeddedKafka.start(folder.resolve("first"), 0);
        Map<String, Object> own = Map.of("bootstrap.servers", first.bootstrapServers());
        unit(own, "gone");
        try (UnitQueue queue = new UnitQueue(own, "w", "gone", record -> false, Duration.ofMinutes(2))) {
            await(queue).accept();

            // When the broker comes back and knows nothing of the group, as it once did after it had been too busy for its own heartbeat
            first.close();
            int port = Integer.parseInt(first.bootstrapServers().substring(first.bootstrapServers().indexOf(':') + 1));
            try (EmbeddedKafka second = EmbeddedKafka.start(folder.resolve("second"), port)) {
                // Then the queue says so, for its client would wait for ever
                assertThatThrownBy(() -> {
                    while (true) {
                        queue.take();
                    }
                }).hasMessageContaining("not found");

                // Then another one gets units
                unit(own, "gone");
                try (UnitQueue next = UnitQueue.open(own, "w", "gone", record -> false)) {
                    assertThat(text(await(next))).isEqualTo("unit");
                }
                assertThat(second.bootstrapServers()).isEqualTo(first.bootstrapServers());
            }
        }
    }

    @Test
    void withoutABrokerThereIsNoQueue(@TempDir Path folder) throws Exception {
        // Given a worker that has had a unit
        EmbeddedKafka first = EmbeddedKafka.start(folder, 0);
        Map<String, Object> own = Map.of("bootstrap.servers", first.bootstrapServers());
        unit(own, "away");
        try (UnitQueue queue = UnitQueue.open(own, "w", "away", record -> false)) {
            await(queue).accept();

            // When the broker goes away. Then the queue says so, for its client would not rest
            first.close();
            assertThatThrownBy(() -> {
                while (true) {
                    queue.take();
                }
            }).hasMessage("no connection to any broker for 2 s");
        }

        // Then none is opened before the broker is there again
        assertThatThrownBy(() -> UnitQueue.open(own, "w", "away", record -> false)).hasMessageStartingWith("no broker answers: ");
        int port = Integer.parseInt(first.bootstrapServers().substring(first.bootstrapServers().indexOf(':') + 1));
        try (EmbeddedKafka again = EmbeddedKafka.start(folder, port); UnitQueue next = UnitQueue.open(own, "w", "away", record -> false)) {
            unit(own, "away");
            assertThat(text(await(next))).isEqualTo("unit");
            assertThat(again.bootstrapServers()).isEqualTo(first.bootstrapServers());
        }
    }

    /** Makes the topics of a pool, and puts a unit there. */
    private static void unit(Map<String, Object> own, String pool) throws Exception {
        try (Admin admin = Admin.create(own)) {
            Topics.create(admin, List.of(pool), 2, (short) 1);
            SharePool.prepare(admin, SharePool.GROUP);
        }
        try (KafkaProducer<byte[], byte[]> sender = new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer())) {
            sender.send(new ProducerRecord<>(UnitTopics.of(pool).getFirst(), "unit".getBytes(StandardCharsets.UTF_8))).get();
        }
    }

    @Test
    void aUnitOfHigherPriorityIsTakenFirst() throws Exception {
        List<String> topics = UnitTopics.of("order");
        List<String> best = topics.stream().flatMap(topic -> IntStream.range(0, 3).mapToObj(n -> topic)).toList();
        try (UnitQueue queue = queue("one", "order")) {
            // On a busy machine an answer may come later than the queue waits for it, once. By chance alone, one round in 1,680 is in order.
            List<List<String>> rounds = new ArrayList<>();
            while (rounds.size() < 5 && !rounds.contains(best)) {
                rounds.add(round(queue, topics));
            }
            assertThat(rounds).contains(best);
        }
    }

    /** Units of every priority that lie there when a worker is free, in the order in which it takes them. */
    private static List<String> round(UnitQueue queue, List<String> topics) {
        // Given a worker that knows the lanes, and has a unit in hand
        send(topics.get(1), "first");
        UnitQueue.Taken first = await(queue);
        // When units of every priority lie there, the lowest longest
        for (int i = topics.size() - 1; i >= 0; i--) {
            for (int n = 0; n < 3; n++) {
                send(topics.get(i), topics.get(i));
            }
        }
        first.accept();
        // Then this is how they come
        return IntStream.range(0, 3 * topics.size()).mapToObj(n -> {
            UnitQueue.Taken next = await(queue);
            next.accept();
            return text(next);
        }).toList();
    }

    @Test
    void whatWasTakenAndNotAnsweredIsThereForOthersOnceTheQueueIsClosed() throws Exception {
        String topic = UnitTopics.of("left").getFirst();
        try (UnitQueue queue = queue("leaving", "left")) {
            send(topic, "unit");
            assertThat(text(await(queue))).isEqualTo("unit");
        }
        try (UnitQueue queue = queue("coming", "left")) {
            UnitQueue.Taken again = await(queue);
            assertThat(text(again)).isEqualTo("unit");
            again.accept();
        }
    }

    private static UnitQueue queue(String client, String pool) throws InterruptedException {
        return UnitQueue.open(clients, client, pool, unit -> false);
    }

    private static UnitQueue.Taken await(UnitQueue queue) {
        try {
            Optional<UnitQueue.Taken> taken = Optional.empty();
            while (taken.isEmpty()) {
                taken = queue.take();
            }
            return taken.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a unit", e);
        }
    }

    private static void send(String topic, String text) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(topic, text.getBytes(StandardCharsets.UTF_8)), (where, problem) -> {
            if (problem == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(problem);
            }
        });
        sent.join();
    }

    private static String text(UnitQueue.Taken taken) {
        return new String(taken.record().value(), StandardCharsets.UTF_8);
    }
}
