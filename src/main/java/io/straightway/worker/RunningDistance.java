package io.straightway.worker;

import io.straightway.metric.Frechet;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The distance of a job's images so far, as far as this worker has drawn them; told with their number in progress events. Only a distance
 * that moments give: others would need all vectors of earlier shards. Confined to the device's thread.
 */
final class RunningDistance {
    private static final Duration OFTEN = Duration.ofSeconds(2);
    private static final Duration SELDOM = Duration.ofSeconds(30);

    /** Above as many dimensions one distance takes a noticeable part of a second. */
    private static final int SMALL = 256;

    private String job = "";
    private Optional<Moments> before = Optional.empty();
    private long last;

    /**
     * Measures, unless that was done a moment ago.
     *
     * @param reference looked up now
     */
    void tell(RunningUnit unit, Measurement measurement, Supplier<Optional<References.Reference>> reference) {
        Duration pause = measurement.extractor().map(network -> network.dimensions() <= SMALL).orElse(true) ? OFTEN : SELDOM;
        boolean byMoments = measurement.extractor().map(network -> !network.comparison().needsVectors()).orElse(false);
        if (!byMoments || System.nanoTime() - last < pause.toNanos()) {
            return;
        }
        last = System.nanoTime();
        measurement.moments().ifPresent(moments -> {
            try {
                Moments all = earlier(unit).map(others -> others.merge(moments)).orElse(moments);
                reference.get().ifPresent(known -> {
                    unit.measured("distance", Frechet.distance(all, known.statistics()));
                    unit.measured("distanceImages", all.count());
                });
            } catch (MetricException e) {
                // Too few images yet, or no reference to be had. What is wrong for good is told at the end.
            }
        });
    }

    /** A shard is complete: its images count from now on. */
    void add(RunningUnit unit, Measurement measurement) {
        Optional<Moments> earlier = earlier(unit);
        measurement.moments().ifPresent(moments -> {
            boolean again = earlier.map(others -> others.shards().containsAll(moments.shards())).orElse(false);
            before = again ? earlier : Optional.of(earlier.map(others -> others.merge(moments)).orElse(moments));
        });
    }

    private Optional<Moments> earlier(RunningUnit unit) {
        if (!job.equals(unit.order().job().id())) {
            job = unit.order().job().id();
            before = Optional.empty();
        }
        return before;
    }
}
