package io.straightway.node;

import io.straightway.event.JobStatus;
import io.straightway.event.StatusBoard;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the objects of jobs that are forgotten: everything under {@code jobs/<id>/}; models and references stay. */
final class Janitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final Duration ROUND = Duration.ofSeconds(10);

    private final StatusBoard board;
    private final ObjectStore store;
    private final Set<String> swept = new HashSet<>();
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("janitor").daemon().factory());

    Janitor(StatusBoard board, ObjectStore store) {
        this.board = board;
        this.store = store;
        var unused = rounds.scheduleWithFixedDelay(this::sweep, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        for (JobStatus status : board.all()) {
            if (status.forgotten() && !swept.contains(status.job())) {
                try {
                    List<ObjectInfo> objects = store.list(Keys.job(status.job()));
                    objects.forEach(object -> store.remove(object.key()));
                    swept.add(status.job());
                    if (!objects.isEmpty()) {
                        LOG.info("objects of a forgotten job removed: jobId={} objects={}", status.job(), objects.size());
                    }
                } catch (RuntimeException e) {
                    LOG.warn("objects of a forgotten job could not be removed yet: jobId={} reason={}", status.job(), e.getMessage());
                }
            }
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
