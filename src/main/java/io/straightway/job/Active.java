package io.straightway.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Admitted and running: the steps that are over, and the units of the step that runs now.
 *
 * @param pinned the spec with defaults and versions filled in
 * @param finished steps that are over
 * @param units of the current step, in the plan's order
 * @param intent where it is heading
 * @param begun whether a worker has taken a unit
 * @param stepBegan when the first unit of the current step was taken, or taken again after a rest; when the step was issued before that
 * @param headStart what the current step had done by then
 * @param lastProgress when progress was last published
 * @param measures newest figures from the workers
 */
public record Active(
        JobSpec spec,
        Instant received,
        long nextSequence,
        JobSpec pinned,
        List<StepRecord> finished,
        List<Unit> units,
        Intent intent,
        boolean begun,
        Instant stepBegan,
        HeadStart headStart,
        Instant lastProgress,
        Map<String, Double> measures)
        implements Job.Known {

    /** Units of one job that are with workers or in the unit topic at a time. */
    static final int UNITS_IN_QUEUE = 64;

    /** Progress is published at most this often per job. */
    static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);

    public Active {
        finished = List.copyOf(finished);
        units = List.copyOf(units);
        measures = Map.copyOf(measures);
        // States that were written before there was one are read without it.
        headStart = Objects.requireNonNullElse(headStart, HeadStart.NONE);
    }

    static Transition begin(Pending pending, JobSpec pinned, Instant now) {
        Plan plan = Plan.of(pinned);
        Active start = new Active(pending.spec(), pending.received(), pending.nextSequence(), pinned, List.of(), List.of(),
                new Intent.Finish(), false, now, HeadStart.NONE, Instant.EPOCH, Map.of());
        Moves moves = new Moves(start);
        moves.publish(JobEvent.Accepted.of(pinned, plan), now);
        moves.enter(plan.steps().getFirst(), now);
        return moves.done();
    }

    @Override
    public String state() {
        return switch (intent) {
            case Intent.Finish finish -> "RUNNING";
            case Intent.Pause pause -> units.stream().anyMatch(unit -> unit.state() instanceof Unit.Leased) ? "PAUSING" : "PAUSED";
            case Intent.Cancel cancel -> "CANCELLING";
            case Intent.Expire expire -> "EXPIRING";
        };
    }

    /** Position of the current step in the plan. */
    public int step() {
        return finished.size();
    }

    /** A word from a worker. Ignored unless it comes from the holder of the unit's lease, or asks for one that is free. */
    public Transition reported(UnitReport report, Instant now, RetryPolicy policy) {
        if (report.unit().step() != step() || report.unit().index() < 0 || report.unit().index() >= units.size()) {
            return Transition.to(this);
        }
        int index = report.unit().index();
        Unit unit = units.get(index);
        Moves moves = new Moves(this);
        switch (report) {
            case UnitReport.Started started -> {
                if (unit.state() instanceof Unit.Queued queued && queued.attempt() == started.attempt()) {
                    moves.begin(now);
                    moves.set(index, u -> u.leased(started, now, policy.lease()));
                }
            }
            case UnitReport.Progressed progressed when unit.heldBy(progressed) -> {
                moves.progressed(index, progressed.done());
                moves.set(index, u -> u.progressed(progressed, now, policy.lease()));
                moves.measured(progressed.measures());
                moves.progress(now, false);
            }
            case UnitReport.Finished done when unit.heldBy(done) -> {
                moves.set(index, u -> u.with(new Unit.Done(done.result())));
                moves.foresee(done.following());
            }
            case UnitReport.Stopped stopped when unit.heldBy(stopped) -> moves.set(index, u -> u.stopped(stopped, switch (intent) {
                case Intent.Cancel cancel -> new Unit.Cut(stopped.result());
                case Intent.Expire expire -> new Unit.Cut(stopped.result());
                case Intent.Pause pause -> new Unit.Held(stopped.attempt() + 1);
                case Intent.Finish finish -> new Unit.BackingOff(stopped.attempt() + 1, now);
            }));
            case UnitReport.Failed failed when unit.heldBy(failed) -> moves.fail(index, report.attempt(), failed.failure(), now, policy);
            default -> {}
        }
        moves.advance(now);
        return moves.done();
    }

    public Transition signalled(Signal signal, Instant now) {
        Moves moves = new Moves(this);
        Optional<String> refusal = refusal(signal.kind());
        if (refusal.isPresent()) {
            moves.publish(new JobEvent.SignalAnswered(signal.id(), false, refusal.get()), now);
            return moves.done();
        }
        switch (signal.kind()) {
            case CANCEL -> {
                moves.publish(new JobEvent.SignalAnswered(signal.id(), true, "finished " + Tally.unit(spec) + " are kept"), now);
                moves.end(new Intent.Cancel(signal.id()));
            }
            case PAUSE -> {
                moves.publish(new JobEvent.SignalAnswered(signal.id(), true, "running units stop at their next safe point"), now);
                moves.pause(signal.id());
            }
            case RESUME -> {
                moves.publish(new JobEvent.SignalAnswered(signal.id(), true, "the job goes on"), now);
                moves.resume(now);
            }
        }
        moves.advance(now);
        return moves.done();
    }

    /** Why a signal has no effect now. */
    private Optional<String> refusal(Signal.Kind kind) {
        Optional<String> ending = switch (intent) {
            case Intent.Cancel cancel -> Optional.of("the job is being cancelled already");
            case Intent.Expire expire -> Optional.of("the job's deadline has passed, it is ending");
            case Intent.Finish finish -> kind == Signal.Kind.RESUME ? Optional.of("the job is not paused") : Optional.empty();
            case Intent.Pause pause -> kind == Signal.Kind.PAUSE ? Optional.of("the job is paused already") : Optional.empty();
        };
        boolean assembling = assembling() && kind != Signal.Kind.RESUME;
        return ending.or(() -> assembling ? Optional.of("all images are finished, the job is assembling its results") : Optional.empty());
    }

    /** Whether only the last step is left, which is short and makes sense of the others. A training's last step is not. */
    private boolean assembling() {
        return !(pinned instanceof TrainingSpec) && step() + 1 == Plan.of(pinned).steps().size();
    }

    /** Time passes: deadlines too; leases lapse, waits end, silent queues are filled again. */
    public Transition ticked(Instant now, RetryPolicy policy) {
        if (units.stream().noneMatch(unit -> due(unit, now, policy)) && spec.terms().deadline().map(end -> now.isBefore(end.from(received))).orElse(true)) {
            return Transition.to(this);
        }
        Moves moves = new Moves(this);
        Optional<Instant> deadline = spec.terms().deadline().map(end -> end.from(received));
        if (intent.ending().isEmpty() && !assembling() && deadline.isPresent() && !now.isBefore(deadline.get())) {
            moves.end(new Intent.Expire(deadline.get()));
        }
        for (int i = 0; i < units.size(); i++) {
            moves.set(i, unit -> unit.setRight(now, policy));
            switch (moves.state(i)) {
                case Unit.Leased leased when now.isAfter(leased.expires()) ->
                        moves.fail(i, leased.attempt(), new Failure.LeaseLapsed(leased.worker()), now, policy);
                case Unit.BackingOff waiting when !now.isBefore(waiting.until()) -> moves.issue(i, waiting.attempt(), now);
                case Unit.Queued queued when now.isAfter(queued.since().plus(policy.queueLimit())) -> moves.issue(i, queued.attempt(), now);
                default -> {}
            }
        }
        moves.advance(now);
        return moves.done();
    }

    /** Whether time alone changes the unit now. */
    private static boolean due(Unit unit, Instant now, RetryPolicy policy) {
        return !unit.setRight(now, policy).equals(unit) || switch (unit.state()) {
            case Unit.Leased leased -> now.isAfter(leased.expires());
            case Unit.BackingOff waiting -> !now.isBefore(waiting.until());
            case Unit.Queued queued -> now.isAfter(queued.since().plus(policy.queueLimit()));
            default -> false;
        };
    }

    @Override
    public Transition announce(JobEvent.What what, Instant now) {
        Moves moves = new Moves(this);
        moves.publish(what, now);
        return moves.done();
    }

    /** How far the current step is, its mean rate, and when the job will end if the steps to come run at the present rate of evaluations. */
    public JobEvent.Progress progress(Instant now) {
        Plan plan = Plan.of(pinned);
        Plan.Step current = plan.steps().get(step());
        long done = units.stream().mapToLong(Unit::done).sum();
        double seconds = Duration.between(stepBegan, now).toMillis() / 1000.0;
        long made = Math.max(0, done - headStart.amount());
        double perAmount = (double) current.evaluations() / current.amount();
        double left = plan.steps().stream().skip(step()).mapToLong(Plan.Step::evaluations).sum() - done * perAmount;
        Optional<Double> eta = made == 0 || seconds <= 0 ? Optional.empty() : Optional.of(left * seconds / (made * perAmount));
        return new JobEvent.Progress(current.name(), step() + 1, plan.steps().size(), done, current.amount(), seconds > 0 ? made / seconds : 0, eta, measures);
    }
}
