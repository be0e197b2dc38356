package io.straightway.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The making of one transition out of {@link Active}: collects changes and effects, and is thrown away with it. */
final class Moves {
    private final Active from;
    private final List<Effect> effects = new ArrayList<>();
    private final List<StepRecord> finished;
    private final Map<String, Double> measures;
    private List<Unit> units;
    private Intent intent;
    private long sequence;
    private boolean begun;
    private Instant stepBegan;
    private HeadStart headStart;
    private Instant lastProgress;
    private Optional<Closed> closed = Optional.empty();
    private Optional<UnitResult> following = Optional.empty();

    Moves(Active from) {
        this.from = from;
        finished = new ArrayList<>(from.finished());
        measures = new HashMap<>(from.measures());
        units = new ArrayList<>(from.units());
        intent = from.intent();
        sequence = from.nextSequence();
        begun = from.begun();
        stepBegan = from.stepBegan();
        headStart = from.headStart();
        lastProgress = from.lastProgress();
    }

    Transition done() {
        Job next = closed.<Job>map(end -> new Closed(end.spec(), end.received(), sequence, end.outcome(), end.at()))
                .orElseGet(this::active);
        return new Transition(next, effects);
    }

    private Active active() {
        return new Active(from.spec(), from.received(), sequence, from.pinned(), finished, units, intent, begun, stepBegan, headStart, lastProgress, measures);
    }

    void publish(JobEvent.What what, Instant now) {
        effects.add(new Effect.Publish(new JobEvent(from.spec().id(), sequence++, now, what)));
    }

    void set(int index, UnaryOperator<Unit> change) {
        units.set(index, change.apply(units.get(index)));
    }

    void measured(Map<String, Double> newest) {
        measures.putAll(newest);
    }

    /** What the worker of the step's only unit did at once: the only unit of the next step. */
    void foresee(Optional<UnitResult> result) {
        following = from.units().size() == 1 ? result : Optional.empty();
    }

    /** A worker has taken a unit. */
    void begin(Instant now) {
        if (!begun) {
            begun = true;
            publish(new JobEvent.Started(), now);
        }
        if (units.stream().allMatch(unit -> unit.state() instanceof Unit.Queued || unit.state() instanceof Unit.Waiting)) {
            stepBegan = now;
            headStart = HeadStart.of(units);
        }
    }

    /** @param done by the unit, as its worker tells */
    void progressed(int index, long done) {
        headStart = headStart.told(index, done);
    }

    void issue(int index, int attempt, Instant now) {
        Unit unit = units.get(index);
        set(index, u -> u.with(new Unit.Queued(attempt, now)));
        UnitId id = new UnitId(from.spec().id(), finished.size(), index);
        effects.add(new Effect.Issue(new WorkOrder(id, attempt, from.pinned(), unit.work(), inputs(), unit.checkpoint())));
    }

    Unit.State state(int index) {
        return units.get(index).state();
    }

    void fail(int index, int attempt, Failure failure, Instant now, RetryPolicy policy) {
        if (intent.ending().isPresent()) {
            set(index, u -> u.with(new Unit.Cut(UnitResult.nothing())));
            return;
        }
        UnitId id = new UnitId(from.spec().id(), finished.size(), index);
        set(index, u -> u.failed(id, attempt, failure, now, policy));
        if (units.get(index).state() instanceof Unit.BackingOff) {
            publish(new JobEvent.UnitRetried(id, attempt, failure), now);
        }
        if (intent instanceof Intent.Pause) {
            set(index, Unit::held);
        }
    }

    /** Units that nobody holds end at once; the others end when their workers stop. */
    void end(Intent ending) {
        intent = ending;
        units.replaceAll(unit -> unit.idle() ? unit.with(new Unit.Cut(UnitResult.nothing())) : unit);
    }

    /** Units that nobody holds rest at once; the others when their workers stop. */
    void pause(String signal) {
        intent = new Intent.Pause(signal);
        units.replaceAll(Unit::held);
    }

    void resume(Instant now) {
        intent = new Intent.Finish();
        for (int i = 0; i < units.size(); i++) {
            if (units.get(i).state() instanceof Unit.Held held) {
                issue(i, held.attempt(), now);
            }
        }
    }

    void enter(Plan.Step step, Instant now) {
        units = new ArrayList<>(step.units().stream().map(Unit::fresh).toList());
        stepBegan = now;
        headStart = HeadStart.NONE;
        measures.clear();
        if (units.size() == 1) {
            following.ifPresent(result -> set(0, unit -> unit.with(new Unit.Done(result))));
        }
        following = Optional.empty();
        fill(now);
    }

    /** Keeps the unit topic supplied, but not flooded: other jobs' units come soon, and a cancelled job leaves few stale ones behind. */
    private void fill(Instant now) {
        if (intent instanceof Intent.Pause) {
            return;
        }
        long open = units.stream().filter(unit -> !unit.ended() && !(unit.state() instanceof Unit.Waiting)).count();
        for (int i = 0; i < units.size() && open < Active.UNITS_IN_QUEUE; i++) {
            if (units.get(i).state() instanceof Unit.Waiting) {
                issue(i, 1, now);
                open++;
            }
        }
    }

    /** If every unit of the step has ended: on to the next step, or to the end. */
    void advance(Instant now) {
        if (closed.isPresent()) {
            return;
        }
        if (!units.stream().allMatch(Unit::ended)) {
            fill(now);
            return;
        }
        Plan plan = Plan.of(from.pinned());
        progress(now, true);
        int number = finished.size();
        Plan.Step step = plan.steps().get(number);
        StepRecord record = gated(StepRecord.of(step.name(), units));
        finished.add(record);
        boolean last = number + 1 == plan.steps().size();
        boolean kept = switch (from.pinned()) {
            case TrainingSpec training -> false;
            case GenerationSpec generation -> record.amount() > 0;
            case EvaluationSpec evaluation -> record.amount() > 0;
            case AblationSpec ablation -> !last && AblationCourse.goesOn(record, intent.ending().isPresent());
        };
        if (!last && (kept || record.complete() && intent.ending().isEmpty())) {
            publish(new JobEvent.StepCompleted(step.name(), number + 1, plan.steps().size(), record.artifacts(), record.usage(), record.distance()), now);
            enter(plan.steps().get(number + 1), now);
            if (units.stream().allMatch(Unit::ended)) {
                advance(now);
            }
        } else {
            close(plan, now);
        }
    }

    /** The step as it counts, seen through the gate behind it if there is one. */
    private StepRecord gated(StepRecord record) {
        Optional<Gate> gate = gate(finished.size());
        if (gate.isEmpty() || !record.complete()) {
            return record;
        }
        Optional<Distance> other = gate.get().bar() instanceof Gate.Beside beside ? step(beside.stage()).flatMap(StepRecord::distance) : Optional.empty();
        List<String> objections = gate.get().objections(record.distance(), other);
        return objections.isEmpty() ? record : record.closed(new Failure.GateClosed("stage " + record.name() + ": " + String.join("; ", objections)));
    }

    private Optional<Gate> gate(int step) {
        return from.pinned() instanceof TrainingSpec training ? training.gate(step) : Optional.empty();
    }

    /** A finished step by its name. */
    private Optional<StepRecord> step(String name) {
        return finished.stream().filter(step -> step.name().equals(name)).findFirst();
    }

    private void close(Plan plan, Instant now) {
        Counts counts = Tally.of(from.pinned(), finished, intent);
        Optional<Failure> lost = finished.stream().flatMap(step -> step.failure().stream()).findFirst();
        Optional<Failure> lacking = finished.stream().flatMap(step -> step.lacking().stream()).findFirst();
        Outcome.Ending ending = switch (intent) {
            case Intent.Cancel cancel -> Outcome.Ending.CANCELLED;
            case Intent.Expire expire -> Outcome.Ending.EXPIRED;
            case Intent.Finish finish -> ending(counts, lost.isPresent(), lacking.isPresent());
            case Intent.Pause pause -> ending(counts, lost.isPresent(), lacking.isPresent());
        };
        Optional<Failure> failure = intent.ending().or(() -> lost).or(() -> lacking);
        Outcome outcome = new Outcome(ending, counts, outputs(), Tally.distance(finished),
                finished.stream().map(StepRecord::usage).reduce(Usage.NONE, Usage::plus), failure,
                finished.stream().flatMap(step -> step.notes().stream()).distinct().toList());
        publish(new JobEvent.Ended(outcome, Optional.of(JobEvent.Accepted.of(from.pinned(), plan))), now);
        closed = Optional.of(new Closed(from.spec(), from.received(), sequence, outcome, now));
        units = List.of();
    }

    /** @param lacking everything was made, but something else that was asked for could not be done */
    private Outcome.Ending ending(Counts counts, boolean lost, boolean lacking) {
        if (!lost) {
            return lacking ? Outcome.Ending.PARTIALLY_SUCCEEDED : Outcome.Ending.SUCCEEDED;
        }
        if (finished.getLast().failure().filter(Failure.GateClosed.class::isInstance).isPresent()) {
            return promoted() ? Outcome.Ending.PARTIALLY_SUCCEEDED : Outcome.Ending.FAILED;
        }
        boolean useless = counts.succeeded() == 0 || from.pinned() instanceof TrainingSpec && counts.succeeded() < counts.requested();
        return useless ? Outcome.Ending.FAILED : Outcome.Ending.PARTIALLY_SUCCEEDED;
    }

    /** Whether a gate has let a model through, which is the newest version since. */
    private boolean promoted() {
        return IntStream.range(0, finished.size()).anyMatch(i -> gate(i).isPresent() && finished.get(i).complete() && finished.get(i).failure().isEmpty());
    }

    /** Publishes progress of the current step, unless it was published a moment ago. */
    void progress(Instant now, boolean always) {
        // A time of progress that is yet to come was taken from a clock that has been put right since.
        if (!always && now.isBefore(lastProgress.plus(Active.PROGRESS_INTERVAL)) && !now.isBefore(lastProgress)) {
            return;
        }
        lastProgress = now;
        publish(active().progress(now), now);
    }

    /** For each role, what the latest step that wrote any has written; or what the stage is wired to. */
    private List<Artifact> inputs() {
        Map<Artifact.Role, List<Artifact>> latest = new HashMap<>();
        for (StepRecord step : finished) {
            Map<Artifact.Role, List<Artifact>> written = new HashMap<>();
            step.artifacts().forEach(artifact -> written.computeIfAbsent(artifact.role(), role -> new ArrayList<>()).add(artifact));
            latest.putAll(written);
        }
        if (from.pinned() instanceof TrainingSpec training) {
            int step = finished.size();
            wire(latest, Artifact.Role.MODEL, training.modelOf(step));
            if (step < training.stages().size()) {
                training.wiring().get(step).pairs().ifPresent(pairs -> wire(latest, Artifact.Role.PAIRS, Optional.of(pairs)));
            }
            // The report of the evaluation that the gate looks back to.
            if (training.gate(step).map(Gate::bar).orElse(new Gate.Below(0)) instanceof Gate.Beside beside) {
                wire(latest, Artifact.Role.REPORT, Optional.of(new Input.OfStage(beside.stage())));
            }
        }
        return latest.values().stream().flatMap(List::stream).toList();
    }

    /** What comes from outside the job is no step's artifact: the stage finds it by its name. */
    private void wire(Map<Artifact.Role, List<Artifact>> latest, Artifact.Role role, Optional<Input> input) {
        List<Artifact> wired = input.filter(Input.OfStage.class::isInstance).flatMap(stage -> step(((Input.OfStage) stage).label())).stream()
                .flatMap(step -> step.artifacts().stream()).filter(artifact -> artifact.role() == role).toList();
        latest.put(role, wired);
    }

    /** What a reader of the completion event goes on with. Shards are listed in the manifest, and here only if there is none. */
    private List<Artifact> outputs() {
        List<Artifact> all = finished.stream().flatMap(step -> step.artifacts().stream()).toList();
        boolean listed = all.stream().anyMatch(artifact -> artifact.role() == Artifact.Role.MANIFEST);
        return all.stream()
                .filter(artifact -> switch (artifact.role()) {
                    // A checkpoint is here only if its training did not come to its end: the last good state of it.
                    case MANIFEST, GRID, PLOT, REPORT, MODEL, REFERENCE, CHECKPOINT, EXPORT -> true;
                    case SHARD, MANIFEST_PART -> !listed;
                    // Students and cells stand in the report.
                    case MOMENTS, FEATURES, PAIRS, STUDENT, CELL -> false;
                })
                .toList();
    }
}
