package io.straightway.coordinator;

import io.straightway.event.Topic;
import io.straightway.job.Active;
import io.straightway.job.Closed;
import io.straightway.job.Effect;
import io.straightway.job.Intent;
import io.straightway.job.JobEvent;
import io.straightway.job.Transition;
import io.straightway.job.Unit;
import io.straightway.job.UnitReport;
import io.straightway.job.Work;
import io.straightway.telemetry.Meters;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Counts what transitions mean. Counted is what was processed: after a transaction that failed, what it had done is done, and counted, once
 * more.
 */
final class JobCounts {
    private final Meters meters;

    JobCounts(Meters meters) {
        this.meters = meters;
    }

    /** @param sent when the submission was written, by its producer's clock */
    void answered(Instant sent, Instant now) {
        meters.jobAnswered(Duration.between(sent, now));
    }

    /** @param topic of the submission, which makes no job */
    void refused(Topic topic) {
        meters.jobRefused(topic.schema().replace("Job", "").toLowerCase(Locale.ROOT));
    }

    void deadLetter(String topic) {
        meters.deadLetter(topic);
    }

    void applied(Transition transition) {
        for (Effect effect : transition.effects()) {
            if (effect instanceof Effect.Publish publish) {
                switch (publish.event().what()) {
                    case JobEvent.UnitRetried retried -> meters.unitRetried(retried.failure());
                    case JobEvent.What what when what.terminal() && transition.next() instanceof Closed closed ->
                            meters.jobEnded(closed.spec(), closed.outcome(), Duration.between(closed.received(), closed.at()));
                    default -> {}
                }
            }
        }
    }

    /** Images that a report adds to a job: it must have been taken from the holder of the lease. */
    void reported(Active before, UnitReport report) {
        int index = report.unit().index();
        boolean counts = report.unit().step() == before.step() && index >= 0 && index < before.units().size()
                && before.units().get(index).work() instanceof Work.GenerateShard
                && before.units().get(index).state() instanceof Unit.Leased lease
                && lease.attempt() == report.attempt() && lease.worker().equals(report.worker());
        if (counts) {
            switch (report) {
                case UnitReport.Finished finished -> meters.imagesGenerated(finished.result().amount());
                case UnitReport.Stopped stopped when before.intent() instanceof Intent.Cancel || before.intent() instanceof Intent.Expire ->
                        meters.imagesGenerated(stopped.result().amount());
                default -> {}
            }
        }
    }

    /** Leases that time alone has ended. */
    void ticked(Active before, Instant now) {
        before.units().stream().filter(unit -> unit.state() instanceof Unit.Leased lease && now.isAfter(lease.expires())).forEach(unit -> meters.leaseLost());
    }
}
