package io.straightway.worker;

import io.straightway.event.UnitTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The units of one pool of workers, those of higher priority first. Confined to one thread, but that while a unit runs, what came
 * meanwhile is given back by another.
 */
final class UnitQueue implements Persistently.Resource {
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

    /** From this delivery on, giving a record back would soon make Kafka drop it: it does so after five by default. */
    private static final int LATE_DELIVERY = 3;

    private final List<UnitLane> lanes;
    private final Predicate<ConsumerRecord<byte[], byte[]>> handBack;
    private volatile boolean wanted;
    private CompletableFuture<Void> givingBack = CompletableFuture.completedFuture(null);

    /** @param handBack gets a unit that came while another runs to the next worker without Kafka's help, or says that it can't; called by any thread */
    UnitQueue(Map<String, Object> clients, String client, String pool, Predicate<ConsumerRecord<byte[], byte[]>> handBack) {
        this.handBack = handBack;
        lanes = UnitTopics.of(pool).stream().map(topic -> new UnitLane(clients, client, topic)).toList();
    }

    /**
     * The next unit, if one is found on a round through the lanes. Must be answered before the next call. While one lane has units, those
     * that were empty are asked now and then only: asking takes time that units could have.
     */
    Optional<Taken> take() {
        awaitGivenBack();
        List<UnitLane> awake = lanes.stream().filter(lane -> !lane.resting()).toList();
        for (UnitLane lane : awake.isEmpty() ? lanes : awake) {
            Optional<ConsumerRecord<byte[], byte[]>> record = lane.next();
            if (record.isPresent()) {
                List<UnitLane> asking = lanes.stream().filter(other -> other != lane && other.asking()).toList();
                if (!asking.isEmpty()) {
                    givingBack = CompletableFuture.runAsync(() -> giveBack(asking), Thread::startVirtualThread);
                }
                return Optional.of(new Taken(record.get(), lane));
            }
        }
        return Optional.empty();
    }

    /**
     * A question that was under way in another lane may have fetched a unit that another worker can begin now. Where the broker fails, its
     * lock lapses soon, and the next question tells.
     */
    private void giveBack(List<UnitLane> asking) {
        try {
            for (UnitLane lane : asking) {
                if (wanted) {
                    return;
                }
                lane.late().ifPresent(record -> giveBack(lane, record));
            }
        } catch (RuntimeException e) {
            // Not the client's documented exceptions alone: it answers some errors of the broker with an IllegalStateException.
            LOG.warn("a unit that came meanwhile could not be given back: reason={}", e.getMessage());
        }
    }

    private void giveBack(UnitLane lane, ConsumerRecord<byte[], byte[]> record) {
        // Only what the coordinator knows of may be let go.
        if (record.deliveryCount().orElse((short) 1) >= LATE_DELIVERY && handBack.test(record)) {
            lane.accept(record);
        } else {
            lane.release(record);
        }
    }

    /** Whoever takes asks the lanes himself. */
    private void awaitGivenBack() {
        wanted = true;
        if (!givingBack.isDone()) {
            lanes.forEach(UnitLane::wakeup);
        }
        givingBack.join();
        wanted = false;
    }

    @Override
    public void close() {
        awaitGivenBack();
        lanes.forEach(UnitLane::close);
    }
}
