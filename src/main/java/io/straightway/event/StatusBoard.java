package io.straightway.event;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest status of every job, kept up to date by a thread that follows the status topic. Thread-safe. */
public final class StatusBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);

    /** After a failure, which may last: a login that was revoked fails at once each time. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Map<String, JobStatus> newest = new ConcurrentHashMap<>();
    private final List<Consumer<JobStatus>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final StatusReader reader;
    private final Thread thread;
    private volatile boolean closing;

    private StatusBoard(StatusReader reader) {
        this.reader = reader;
        thread = Thread.ofPlatform().name("status-board").daemon().start(this::follow);
    }

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public static StatusBoard follow(Map<String, Object> client, Wire wire) {
        return new StatusBoard(new StatusReader(client, wire, From.BEGINNING));
    }

    private void follow() {
        try (reader) {
            while (!closing) {
                try {
                    reader.poll(Duration.ofMillis(500), newest::remove).forEach(this::take);
                    if (reader.caughtUp()) {
                        caughtUp.countDown();
                    }
                } catch (RuntimeException e) {
                    LOG.warn("status could not be read: reason={}", e.getMessage());
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    private void take(JobStatus status) {
        newest.put(status.job(), status);
        listeners.forEach(listener -> listener.accept(status));
    }

    /**
     * Every status from now on.
     *
     * @param listener is called by the thread that reads, and must not wait
     * @return ends it
     */
    public Runnable listen(Consumer<JobStatus> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Waits until everything that was written before the start has been read. */
    public boolean awaitCaughtUp(Duration wait) throws InterruptedException {
        return caughtUp.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    public Optional<JobStatus> of(String job) {
        return Optional.ofNullable(newest.get(job));
    }

    public Collection<JobStatus> all() {
        return List.copyOf(newest.values());
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
