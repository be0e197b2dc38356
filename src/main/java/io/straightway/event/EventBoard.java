package io.straightway.event;

import io.straightway.job.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of recent jobs, kept up to date by a thread that follows the event topic. Bounded: at most 50 000 events altogether, the
 * jobs that were quiet for longest are forgotten first; of one job at most 400 progress and 300 other events, see {@link Heard#thinned}.
 * Thread-safe.
 */
public final class EventBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventBoard.class);

    /** After a failure, which may last. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final EventHistory history = new EventHistory();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final EventReader reader;
    private final Thread thread;
    private volatile boolean closing;

    private EventBoard(EventReader reader) {
        this.reader = reader;
        thread = Thread.ofPlatform().name("event-board").daemon().start(this::follow);
    }

    /**
     * @param events in their order
     * @param thinned whether there were more in between
     */
    public record Heard(List<JobEvent> events, boolean thinned) {
        public Heard {
            events = List.copyOf(events);
        }
    }

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public static EventBoard follow(Map<String, Object> client, Wire wire) {
        return new EventBoard(new EventReader(client, wire, From.BEGINNING));
    }

    private void follow() {
        try (reader) {
            while (!closing) {
                try {
                    reader.poll(Duration.ofMillis(500)).forEach(history::add);
                    if (reader.caughtUp()) {
                        caughtUp.countDown();
                    }
                } catch (RuntimeException e) {
                    LOG.warn("events could not be read: reason={}", e.getMessage());
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    /** Waits until everything that was written before the start has been read. */
    public boolean awaitCaughtUp(Duration wait) throws InterruptedException {
        return caughtUp.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * @param after sequence of the last event that is known already, −1 for none
     * @return empty for a job of which nothing is remembered
     */
    public Optional<Heard> of(String job, long after) {
        return history.of(job, after);
    }

    /**
     * Every event from now on.
     *
     * @param listener is called by the thread that reads, and must not wait
     * @return ends it
     */
    public Runnable listen(Consumer<JobEvent> listener) {
        return history.listen(listener);
    }

    /** What is remembered of a job after a sequence, and then its events as they come, without a gap. */
    public Runnable listen(String job, long after, Consumer<JobEvent> listener) {
        return history.listen(job, after, listener);
    }

    @Override
    public void close() {
        closing = true;
        reader.stop();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
