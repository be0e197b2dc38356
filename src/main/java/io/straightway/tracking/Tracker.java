package io.straightway.tracking;

import java.time.Instant;
import java.util.Map;

/** Takes what trainings tell of themselves. Every method returns at once, whatever becomes of it, and throws nothing. Thread-safe. */
public interface Tracker extends AutoCloseable {
    /** Where nobody tracks. */
    Tracker NONE = new Tracker() {
        @Override
        public void point(Run run, Point point) {
            // Nobody listens.
        }

        @Override
        public void end(Run run, End end, Instant at) {
            // Nobody listens.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    /**
     * One training. A training that goes on from a checkpoint, in whatever process, is the same run.
     *
     * @param name the same for all attempts, and for no other training
     * @param began when this attempt began
     * @param parameters what was chosen; does not change
     * @param tags what it belongs to
     */
    record Run(String name, Instant began, Map<String, String> parameters, Map<String, String> tags) {
        public Run {
            parameters = Map.copyOf(parameters);
            tags = Map.copyOf(tags);
        }
    }

    /** @param step rises within a run; a step that is told again is left out */
    record Point(long step, Instant at, Map<String, Double> figures) {
        public Point {
            figures = Map.copyOf(figures);
        }
    }

    /** How a run ended; one that is to go on has not. */
    enum End {
        FINISHED,
        FAILED,
        /** Somebody wanted it to end. */
        KILLED
    }

    void point(Run run, Point point);

    void end(Run run, End end, Instant at);

    @Override
    void close();
}
