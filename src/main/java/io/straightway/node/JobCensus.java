package io.straightway.node;

import io.straightway.event.JobStatus;
import io.straightway.event.StatusBoard;
import io.straightway.telemetry.Meters;
import io.straightway.telemetry.Metric;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Jobs by state, counted once for all who ask within a moment. Thread-safe. */
final class JobCensus {
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final List<String> STATES =
            List.of("PENDING", "WAITING", "RUNNING", "PAUSING", "PAUSED", "CANCELLING", "EXPIRING", "SUCCEEDED", "PARTIALLY_SUCCEEDED",
                    "FAILED", "CANCELLED", "EXPIRED", "REJECTED", "FORGOTTEN");

    private final StatusBoard board;
    private Map<String, Integer> counts = Map.of();
    private double imagesPerSecond;
    private long takenAt = System.nanoTime() - MOMENT.toNanos();

    private JobCensus(StatusBoard board) {
        this.board = board;
    }

    static void register(StatusBoard board, Meters meters) {
        JobCensus census = new JobCensus(board);
        STATES.forEach(state -> meters.gauge(Metric.JOBS, census, c -> c.in(state), state.toLowerCase(Locale.ROOT)));
        meters.gauge(Metric.IMAGES_PER_SECOND, census, JobCensus::imagesPerSecond);
    }

    private synchronized int in(String state) {
        refresh();
        return counts.getOrDefault(state, 0);
    }

    private synchronized double imagesPerSecond() {
        refresh();
        return imagesPerSecond;
    }

    private void refresh() {
        if (System.nanoTime() - takenAt < MOMENT.toNanos()) {
            return;
        }
        Map<String, Integer> byState = new HashMap<>();
        double rate = 0;
        for (JobStatus job : board.all()) {
            byState.merge(job.state(), 1, Integer::sum);
            if (job.stepName().equals(Optional.of("generate"))) {
                rate += job.perSecond();
            }
        }
        counts = byState;
        imagesPerSecond = rate;
        takenAt = System.nanoTime();
    }
}
