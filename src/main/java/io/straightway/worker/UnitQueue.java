package io.straightway.worker;

import io.straightway.event.UnitTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * The units of one pool of workers, those of higher priority first. Each lane has a question under way nearly always; what comes while the
 * worker is busy is kept for a moment if its units are short, and goes back for others otherwise. For one worker thread.
 */
final class UnitQueue implements Persistently.Resource, UnitLane.Taker {
    /** How long an answer from a lane of higher priority is waited for: of one that was empty, and of one that gave the last unit. */
    private static final Duration GLANCE = Duration.ofMillis(30);
    private static final Duration FLOW = Duration.ofMillis(100);

    /** A worker that is back before that is worth waiting for. */
    private static final Duration SHORT = Duration.ofMillis(50);

    /** How long a unit waits here for a worker whose last unit was short, and for another: between two of its calls. */
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final Duration MOMENT = Duration.ofMillis(20);

    /** How long a broker's answer is waited for before there is a queue, and how long one goes on without a connection to a broker. */
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LOST = Duration.ofSeconds(2);

    /** How long {@link #take} waits. */
    private static final Duration ROUND = Duration.ofMillis(200);

    /** From this delivery on, giving a record back would soon make Kafka drop it: it does so after five by default. */
    private static final int LATE_DELIVERY = 3;

    /** A unit as it was taken; must be answered before the next one is taken. */
    final class Taken {
        private final Place place;
        private final ConsumerRecord<byte[], byte[]> unit;

        private Taken(Place place, ConsumerRecord<byte[], byte[]> unit) {
            this.place = place;
            this.unit = unit;
        }

        ConsumerRecord<byte[], byte[]> record() {
            return unit;
        }

        /** The unit is ours, or needs nobody: never deliver it again. */
        void accept() {
            answer(place, AcknowledgeType.ACCEPT);
        }

        /** Someone else should have it. */
        void release() {
            answer(place, AcknowledgeType.RELEASE);
        }

        /** Nobody can ever do it. */
        void reject() {
            answer(place, AcknowledgeType.REJECT);
        }
    }

    /** A lane and what it has for us. Guarded by the lock. */
    private static final class Place {
        private final UnitLane lane;
        private Optional<ConsumerRecord<byte[], byte[]>> offer = Optional.empty();
        private Optional<UnitLane.Decision> decision = Optional.empty();
        /** Asks no more until the worker wants a unit. */
        private boolean resting;
        private Optional<Long> askingSince = Optional.empty();
        /** Gave the last unit. */
        private boolean flowing;

        private Place(UnitLane lane) {
            this.lane = lane;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Place> places;
    private final Predicate<ConsumerRecord<byte[], byte[]>> handBack;
    private Optional<RuntimeException> broken = Optional.empty();
    private boolean wanted;
    private boolean closing;
    /** Whether the worker was back soon after the last unit. */
    private boolean shortUnits;
    private Optional<Long> answeredAt = Optional.empty();

    /**
     * A queue at a broker that answers: where none does, Kafka's share client does not wait, and takes a core for each lane.
     *
     * @throws KafkaException if none answers within seconds
     */
    static UnitQueue open(Map<String, Object> clients, String client, String pool, Predicate<ConsumerRecord<byte[], byte[]>> handBack)
            throws InterruptedException {
        Map<String, Object> brief = new HashMap<>(clients);
        brief.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER.toMillis()));
        brief.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER.toMillis()));
        try (Admin admin = Admin.create(brief)) {
            admin.describeCluster().nodes().get();
        } catch (ExecutionException e) {
            throw new KafkaException("no broker answers: " + e.getMessage(), e);
        }
        return new UnitQueue(clients, client, pool, handBack, LOST);
    }

    /**
     * @param handBack gets a unit that came while another runs to the next worker without Kafka's help, or says that it can't; called by any thread
     * @param lost the queue is broken after so long without any connection to a broker
     */
    UnitQueue(Map<String, Object> clients, String client, String pool, Predicate<ConsumerRecord<byte[], byte[]>> handBack, Duration lost) {
        this.handBack = handBack;
        places = UnitTopics.of(pool).stream().map(topic -> new Place(new UnitLane(clients, client, topic, this, lost))).toList();
        places.forEach(place -> place.lane.start());
    }

    /**
     * The next unit, if one comes soon. Must be answered before the next call.
     *
     * @throws RuntimeException if a lane can't go on
     */
    Optional<Taken> take() throws InterruptedException {
        lock.lock();
        try {
            answeredAt.ifPresent(at -> shortUnits = System.nanoTime() - at < SHORT.toNanos());
            answeredAt = Optional.empty();
            wanted = true;
            changed.signalAll();
            long end = System.nanoTime() + ROUND.toNanos();
            while (true) {
                if (broken.isPresent()) {
                    throw broken.get();
                }
                Optional<Place> first = first();
                if (first.isPresent()) {
                    ConsumerRecord<byte[], byte[]> unit = first.get().offer.orElseThrow();
                    first.get().offer = Optional.empty();
                    places.forEach(place -> place.flowing = place == first.get());
                    return Optional.of(new Taken(first.get(), unit));
                }
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                boolean held = places.stream().anyMatch(place -> place.offer.isPresent());
                changed.awaitNanos(held ? Math.min(left, GLANCE.toNanos() / 4) : left);
            }
        } finally {
            wanted = false;
            // What came in other lanes waits for a moment only from now.
            changed.signalAll();
            lock.unlock();
        }
    }

    /** The lane to take from now: none of higher priority may be about to answer. */
    private Optional<Place> first() {
        for (Place place : places) {
            if (place.offer.isPresent()) {
                return Optional.of(place);
            }
            long glance = (place.flowing ? FLOW : GLANCE).toNanos();
            boolean empty = place.askingSince.map(since -> System.nanoTime() - since > glance).orElse(false);
            if (!empty) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void answer(Place place, AcknowledgeType answer) {
        lock.lock();
        try {
            // Who releases a unit does not want it again at once.
            place.decision = Optional.of(new UnitLane.Decision(answer, shortUnits && answer != AcknowledgeType.RELEASE));
            answeredAt = Optional.of(System.nanoTime());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitAsking(UnitLane lane) throws InterruptedException {
        lock.lock();
        try {
            Place place = place(lane);
            while (place.resting && !wanted && !closing) {
                changed.await();
            }
            place.resting = false;
            if (place.askingSince.isEmpty()) {
                place.askingSince = Optional.of(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public UnitLane.Decision offer(UnitLane lane, ConsumerRecord<byte[], byte[]> unit) throws InterruptedException {
        lock.lock();
        Place place = place(lane);
        try {
            place.askingSince = Optional.empty();
            place.decision = Optional.empty();
            place.offer = Optional.of(unit);
            changed.signalAll();
            long patience = (shortUnits ? PATIENCE : MOMENT).toNanos();
            while (place.decision.isEmpty()) {
                if (closing || place.offer.isPresent() && !wanted && patience <= 0) {
                    place.offer = Optional.empty();
                    break;
                }
                if (place.offer.isEmpty() || wanted) {
                    changed.await();
                } else {
                    patience = changed.awaitNanos(patience);
                }
            }
            place.resting = place.decision.map(decision -> !decision.further()).orElse(true);
            if (place.decision.isPresent()) {
                return place.decision.get();
            }
        } finally {
            lock.unlock();
        }
        return new UnitLane.Decision(givenBack(unit), false);
    }

    /** Only what the coordinator knows of may be let go. */
    private AcknowledgeType givenBack(ConsumerRecord<byte[], byte[]> unit) {
        boolean late = unit.deliveryCount().orElse((short) 1) >= LATE_DELIVERY;
        return late && handBack.test(unit) ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE;
    }

    @Override
    public void broken(UnitLane lane, RuntimeException cause) {
        lock.lock();
        try {
            broken = Optional.of(cause);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Place place(UnitLane lane) {
        return places.stream().filter(place -> place.lane == lane).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        places.forEach(place -> place.lane.stop());
        places.forEach(place -> place.lane.close());
    }
}
