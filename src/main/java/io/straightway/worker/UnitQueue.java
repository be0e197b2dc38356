package io.straightway.worker;

import io.straightway.event.UnitTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The units of one pool of workers, those of higher priority first. Confined to one thread, but that while a unit runs, what came
 * meanwhile is given back by another.
 */
final class UnitQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnitQueue.class);

    /** A unit as it was taken, to be answered where it came from. */
    record Taken(ConsumerRecord<byte[], byte[]> record, UnitLane lane) {
        /** The unit is ours, or needs nobody: never deliver it again. */
        void accept() {
            lane.accept(record);
        }

        /** Someone else should have it. */
        void release() {
            lane.release(record);
        }

        /** Nobody can ever do it. */
        void reject() {
            lane.reject(record);
        }
    }

    /** Between two rounds through lanes that are all empty. */
    private static final Duration IDLE = Duration.ofMillis(20);

    private final List<UnitLane> lanes;
    private CompletableFuture<Void> givingBack = CompletableFuture.completedFuture(null);

    UnitQueue(Map<String, Object> clients, String client, String pool) {
        lanes = UnitTopics.of(pool).stream().map(topic -> new UnitLane(clients, client, topic)).toList();
    }

    /**
     * The next unit, if one is found on a round through the lanes. Must be answered before the next call. While one lane has units, those
     * that were empty are asked now and then only: asking takes time that units could have.
     */
    Optional<Taken> take() throws InterruptedException {
        givingBack.join();
        List<UnitLane> awake = lanes.stream().filter(lane -> !lane.resting()).toList();
        for (UnitLane lane : awake.isEmpty() ? lanes : awake) {
            Optional<ConsumerRecord<byte[], byte[]>> record = lane.poll(UnitLane.WAIT);
            if (record.isPresent()) {
                List<UnitLane> asking = lanes.stream().filter(other -> other != lane && other.asking()).toList();
                if (!asking.isEmpty()) {
                    givingBack = CompletableFuture.runAsync(() -> asking.forEach(UnitQueue::giveBack));
                }
                return Optional.of(new Taken(record.get(), lane));
            }
        }
        if (awake.isEmpty()) {
            Thread.sleep(IDLE);
        }
        return Optional.empty();
    }

    /**
     * A question that was under way in another lane may have fetched a unit that another worker can begin now. Where the broker fails, its
     * lock lapses soon, and the next question tells.
     */
    private static void giveBack(UnitLane lane) {
        try {
            lane.poll(UnitLane.WAIT.plus(UnitLane.WAIT)).ifPresent(lane::release);
        } catch (KafkaException e) {
            LOG.warn("a unit that came meanwhile could not be given back: reason={}", e.getMessage());
        }
    }

    @Override
    public void close() {
        givingBack.join();
        lanes.forEach(UnitLane::close);
    }
}
