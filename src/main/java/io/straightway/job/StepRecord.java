package io.straightway.job;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What remains of a step once all its units have ended.
 *
 * @param name of the step
 * @param amount images, pairs or training images done
 * @param lost amount of the units that failed for good
 * @param complete whether every unit is done
 * @param artifacts what the units wrote, and the newest checkpoints of trainings that did not come to their end
 * @param distance Fréchet distance, if the step measured one
 * @param usage what it cost
 * @param failure of the first unit that failed for good
 * @param lacking what a unit could not do although it was asked to, while it did all else
 * @param notes of its units
 */
record StepRecord(
        String name,
        long amount,
        long lost,
        boolean complete,
        List<Artifact> artifacts,
        Optional<Distance> distance,
        Usage usage,
        Optional<Failure> failure,
        Optional<Failure> lacking,
        List<String> notes) {
    StepRecord {
        artifacts = List.copyOf(artifacts);
        notes = List.copyOf(notes);
    }

    static StepRecord of(String name, List<Unit> units) {
        List<UnitResult> results = units.stream().flatMap(unit -> unit.result().stream()).toList();
        return new StepRecord(
                name,
                results.stream().mapToLong(UnitResult::amount).sum(),
                units.stream().filter(unit -> unit.state() instanceof Unit.Lost).mapToLong(unit -> unit.work().amount()).sum(),
                units.stream().allMatch(unit -> unit.state() instanceof Unit.Done),
                units.stream().flatMap(StepRecord::kept).toList(),
                results.stream().flatMap(result -> result.distance().stream()).findFirst(),
                results.stream().map(UnitResult::usage).reduce(Usage.NONE, Usage::plus),
                units.stream().map(Unit::state).filter(Unit.Lost.class::isInstance).map(state -> ((Unit.Lost) state).failure()).findFirst(),
                results.stream().flatMap(result -> result.lacking().stream()).findFirst(),
                results.stream().flatMap(result -> result.note().stream()).distinct().toList());
    }

    /** The same, but the job must not go on from it. */
    StepRecord closed(Failure why) {
        return new StepRecord(name, amount, lost, false, artifacts, distance, usage, Optional.of(why), lacking, notes);
    }

    private static Stream<Artifact> kept(Unit unit) {
        Stream<Artifact> written = unit.result().stream().flatMap(result -> result.artifacts().stream());
        boolean unfinished = !(unit.state() instanceof Unit.Done) && (unit.work() instanceof Work.Train || unit.work() instanceof Work.TrainStudent);
        return unfinished ? Stream.concat(written, unit.checkpoint().stream()) : written;
    }
}
