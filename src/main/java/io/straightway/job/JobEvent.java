package io.straightway.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened to a job, as published.
 *
 * @param job the job's id
 * @param sequence 0, 1, 2… within the job, without gaps
 * @param time when
 */
public record JobEvent(String job, long sequence, Instant time, What what) {

    /** Whether it may be an answer where no job is known: it leaves nothing behind, and the next event has number 0 again. */
    public boolean leavesNothing() {
        return sequence == 0 && switch (what) {
            case Rejected rejected -> rejected.terminal();
            case SignalAnswered answer -> !answer.taken();
            default -> false;
        };
    }

    public sealed interface What {
        /** Whether the job ends with this event. Each accepted job has exactly one such event. */
        default boolean terminal() {
            return false;
        }
    }

    /** @param evaluations size of the job in network evaluations of one image */
    public record Accepted(JobSpec pinned, int units, long evaluations) implements What {
        static Accepted of(JobSpec pinned, Plan plan) {
            return new Accepted(pinned, plan.units(), plan.evaluations());
        }
    }

    /** The submission was refused. Terminal for a new job; a conflict leaves the known job as it is. */
    public record Rejected(Failure failure) implements What {
        @Override
        public boolean terminal() {
            return failure instanceof Failure.Invalid;
        }
    }

    /** The job can't begin before these jobs have ended. */
    public record Waiting(List<String> jobs) implements What {
        public Waiting {
            jobs = List.copyOf(jobs);
        }
    }

    /** The first worker took a unit. */
    public record Started() implements What {}

    public record Progress(
            String step, int stepNumber, int steps, long done, long total, double perSecond, Optional<Double> etaSeconds, Map<String, Double> measures)
            implements What {
        public Progress {
            measures = Map.copyOf(measures);
        }
    }

    /**
     * A step of the plan is complete, with everything it wrote.
     *
     * @param distance if the step measured one
     */
    public record StepCompleted(String step, int stepNumber, int steps, List<Artifact> outputs, Usage usage, Optional<Distance> distance)
            implements What {
        public StepCompleted {
            outputs = List.copyOf(outputs);
        }
    }

    /** An attempt failed and another follows. */
    public record UnitRetried(UnitId unit, int failedAttempt, Failure failure) implements What {}

    /** The same job was submitted again; nothing changes. */
    public record SubmissionRepeated(String state) implements What {}

    /** Answer to a signal. */
    public record SignalAnswered(String signal, boolean taken, String reason) implements What {}

    /**
     * The terminal event.
     *
     * @param ran the job as it was run, every option filled in; empty if it was never accepted
     */
    public record Ended(Outcome outcome, Optional<Accepted> ran) implements What {
        @Override
        public boolean terminal() {
            return true;
        }
    }
}
