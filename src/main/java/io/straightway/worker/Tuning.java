package io.straightway.worker;

import io.straightway.catalog.ModelCard;
import io.straightway.flow.GridSearch;
import io.straightway.flow.Noise;
import io.straightway.flow.Sampler;
import io.straightway.flow.Times;
import io.straightway.flow.Trajectories;
import io.straightway.flow.Trajectory;
import io.straightway.job.Distance;
import io.straightway.job.Seeds;
import io.straightway.job.Stage;
import io.straightway.job.Statistics;
import io.straightway.job.TrainingSpec;
import io.straightway.metric.Frechet;
import io.straightway.metric.Jackknife;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Halving;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.SearchSpace;
import io.straightway.recipe.Solver;
import io.straightway.store.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One search: grids on trajectories, schedules by successive halving, guidance of the best schedules, and a judgement on seeds that nothing
 * before has seen. Stops when its unit must; each part then is empty. Confined to the device's thread.
 */
final class Tuning {
    private static final Duration CHECKPOINTS = Duration.ofSeconds(20);

    /** Trajectories that are followed at a time; all their points are kept meanwhile. */
    private static final int TRAJECTORIES = 16;

    /** Values of all points of the trajectories that are followed at a time, at most. */
    private static final int MOST_VALUES = 1 << 26;

    /** Parts of the held-out seeds that the interval is made of. */
    private static final int BLOCKS = 10;

    private static final double[] NODES = Times.of(SearchSpace.TRAJECTORY.grid(), SearchSpace.NODES);

    /**
     * What is to be done.
     *
     * @param position of the stage in the job
     * @param model to be tuned
     * @param version of the same weights that will come out
     * @param reference that images are compared with
     * @param usual the default that is to be beaten
     */
    record Task(TrainingSpec spec, Stage.Tune stage, int position, ModelCard model, String version, References.Reference reference, Sampling usual) {}

    /** What a model would be sampled with if nobody searched, within the stage's budget. */
    static Sampling usual(Stage.Tune stage, Sampling own) {
        Sampling usual = SearchSpace.usual(own, stage.nfe());
        // Explicit times are for one number of steps; where guidance makes those too expensive, EDM's grid is next.
        return fitted(stage, usual).or(() -> fitted(stage, new Sampling(usual.solver(), new Grid.Edm(7), usual.nfe(), usual.guidance()))).orElseThrow();
    }

    /** With as many steps as the budget of network evaluations leaves it, if there is one. */
    private static Optional<Sampling> fitted(Stage.Tune stage, Sampling sampling) {
        return stage.networkNfe().map(most -> SearchSpace.fitted(sampling, stage.nfe(), most, Sampler::networkEvaluations)).orElse(Optional.of(sampling));
    }

    private record Key(TuneReport.Phase phase, int round, Sampling sampling, int images) {
        static Key of(TuneReport.Tried tried) {
            return new Key(tried.phase(), tried.round(), tried.sampling(), tried.images());
        }
    }

    private final Workbench bench;
    private final RunningUnit unit;
    private final Task task;
    private final int batch;
    private final Map<Key, TuneReport.Tried> tried = new LinkedHashMap<>();
    private final Map<Sampling, List<float[]>> features = new HashMap<>();
    private Optional<List<TuneReport.Found>> grids;
    private long saved = System.nanoTime();
    private long done;
    private long networkEvaluations;

    Tuning(Workbench bench, RunningUnit unit, Task task, TuneCheckpoint earlier) {
        this.bench = bench;
        this.unit = unit;
        this.task = task;
        // One batch size for all, so that a seed is the same noise and the same picture in every round.
        batch = Math.min(task.stage().batch(), new Halving(task.stage().space().size() + 1, task.stage().images()).rounds().getFirst().images());
        grids = earlier.grids();
        earlier.tried().forEach(one -> tried.put(Key.of(one), one));
    }

    /** Network evaluations of this attempt. */
    long networkEvaluations() {
        return networkEvaluations;
    }

    /** Empty if it was stopped; if another attempt is to go on, there is a checkpoint. */
    Optional<TuneReport> run() {
        Optional<TuneReport> report = found().flatMap(
                explicit -> schedules(explicit).flatMap(schedules -> guided(schedules).flatMap(all -> judged(all.getFirst().sampling())))
                        .map(judgement -> new TuneReport(task.spec().id(), task.spec().model() + "@" + task.version(), task.model().modelName().toString(), task.stage().nfe(), task.stage().networkNfe(),
                                task.reference().dataset().name(), task.reference().extractor().name(), task.stage().searchSeeds(task.position()),
                                task.stage().trajectorySeeds(task.position()), explicit, List.copyOf(tried.values()), judgement)));
        if (report.isEmpty() && unit.resumes()) {
            save();
        }
        return report;
    }

    // --- grids ---

    private Optional<List<TuneReport.Found>> found() {
        if (grids.isEmpty()) {
            grids = task.stage().trajectories() == 0 ? Optional.of(List.of()) : searchGrids();
            if (grids.isPresent()) {
                save();
            }
        }
        progressed(task.stage().trajectories());
        return grids;
    }

    private Optional<List<TuneReport.Found>> searchGrids() {
        int size = size();
        int wanted = Math.clamp(MOST_VALUES / (2L * size * NODES.length), 1, TRAJECTORIES);
        return bench.models().safe().fitting("trajectories of " + task.model().modelName() + " " + task.spec().precision(), wanted, this::searchGrids);
    }

    private Optional<List<TuneReport.Found>> searchGrids(int together) {
        List<Solver.OnGrid> solvers = task.stage().space().solvers();
        // Multistep solvers share the grid of Euler's steps.
        Map<Solver.OnGrid, GridSearch> searches = new LinkedHashMap<>();
        solvers.forEach(solver -> searches.put(measuredAs(solver), GridSearch.of(measuredAs(solver), NODES)));
        Seeds seeds = task.stage().trajectorySeeds(task.position());
        Labels labels = Labels.uniform(task.model().network());
        try (Trajectories paths = bench.models().trajectories(task.model(), task.usual().guidance(), task.spec().precision(), together, NODES)) {
            for (int from = 0; from < seeds.count(); from += together) {
                int size = size();
                long[] chosen = LongStream.range(seeds.first() + from, seeds.first() + from + together).toArray();
                float[] noise = Noise.images(chosen, size);
                int[] given = Arrays.stream(chosen).mapToInt(labels::of).toArray();
                Optional<List<Trajectory>> followed = paths.follow(noise, given, unit::mustStop);
                if (followed.isEmpty()) {
                    return Optional.empty();
                }
                int count = (int) Math.min(together, seeds.count() - from);
                for (Trajectory path : followed.get().subList(0, count)) {
                    searches.values().forEach(search -> search.add(path));
                }
                networkEvaluations += (long) count * paths.networkEvaluations();
                unit.progressed(from + count);
            }
        }
        return Optional.of(solvers.stream()
                .map(solver -> new TuneReport.Found(solver, Objects.requireNonNull(searches.get(measuredAs(solver))).best(solver.steps(task.stage().nfe())))).toList());
    }

    private static Solver.OnGrid measuredAs(Solver.OnGrid solver) {
        return solver.evaluationsPerStep() == 1 ? new Solver.Euler() : solver;
    }

    private int size() {
        return task.model().network().size();
    }

    // --- candidates ---

    /** The last round's, the best first. */
    private Optional<List<TuneReport.Tried>> schedules(List<TuneReport.Found> explicit) {
        Set<Sampling> candidates = new LinkedHashSet<>(List.of(task.usual()));
        task.stage().space().schedules(task.usual().guidance(),
                solver -> explicit.stream().filter(found -> found.solver().equals(solver)).map(TuneReport.Found::grid).findFirst())
                .forEach(schedule -> fitted(task.stage(), schedule).ifPresent(candidates::add));
        return halved(TuneReport.Phase.SCHEDULE, List.copyOf(candidates));
    }

    /** The same with guidance of the best schedules among them. */
    private Optional<List<TuneReport.Tried>> guided(List<TuneReport.Tried> schedules) {
        List<Double> weights = task.stage().guidanceWeights().orElse(List.of());
        Set<Sampling> known = schedules.stream().map(TuneReport.Tried::sampling).collect(Collectors.toSet());
        // A schedule with explicit times may have no guided candidate within the budget; then the next best one has its turn.
        List<Sampling> candidates = schedules.stream()
                .map(best -> SearchSpace.guided(best.sampling(), weights).stream().flatMap(guided -> fitted(task.stage(), guided).stream())
                        .filter(Tuning::asksItsGuide).filter(sampling -> !known.contains(sampling)).toList())
                .filter(guided -> !guided.isEmpty()).limit(SearchSpace.GUIDED_SCHEDULES).flatMap(List::stream).distinct().toList();
        if (candidates.isEmpty()) {
            return Optional.of(schedules);
        }
        return halved(TuneReport.Phase.GUIDANCE, candidates).map(
                guided -> Halving.ranked(Stream.concat(schedules.stream(), guided.stream()).toList(), TuneReport.Tried::measured));
    }

    /** False for guidance whose interval none of the few times falls into: it is the unguided sampling once more. */
    private static boolean asksItsGuide(Sampling sampling) {
        return sampling.guidance().weight() == 0 || Sampler.networkEvaluations(sampling) > sampling.nfe();
    }

    private Optional<List<TuneReport.Tried>> halved(TuneReport.Phase phase, List<Sampling> candidates) {
        List<Halving.Round> rounds = new Halving(candidates.size(), task.stage().images()).rounds();
        List<TuneReport.Tried> ranking = List.of();
        List<Sampling> left = candidates;
        for (int i = 0; i < rounds.size(); i++) {
            List<TuneReport.Tried> round = new ArrayList<>();
            for (Sampling sampling : left) {
                Optional<TuneReport.Tried> measured = tried(new Key(phase, i + 1, sampling, rounds.get(i).images()), i == 0 ? 0 : rounds.get(i - 1).images());
                if (measured.isEmpty()) {
                    return Optional.empty();
                }
                round.add(measured.get());
            }
            ranking = Halving.ranked(round, TuneReport.Tried::measured);
            left = ranking.stream().limit(i + 1 < rounds.size() ? rounds.get(i + 1).candidates() : 0).map(TuneReport.Tried::sampling).toList();
            features.keySet().retainAll(left);
        }
        return Optional.of(ranking);
    }

    /** @param before images that earlier rounds have drawn of it */
    private Optional<TuneReport.Tried> tried(Key key, int before) {
        if (!tried.containsKey(key)) {
            List<float[]> vectors = features.computeIfAbsent(key.sampling(), sampling -> new ArrayList<>());
            Drawing drawing = drawing(key.sampling());
            if (!drawn(drawing, new Seeds(task.stage().searchSeeds(task.position()).first(), key.images()), vectors)) {
                return Optional.empty();
            }
            Optional<Double> distance = distance(vectors);
            tried.put(key, new TuneReport.Tried(key.phase(), key.round(), key.sampling(), key.images(), drawing.networkEvaluations(), distance));
            tried.values().stream().filter(one -> one.phase() == key.phase() && one.round() == key.round()).flatMap(one -> one.distance().stream())
                    .min(Double::compare).ifPresent(best -> unit.measured("distance", best));
            unit.measured("distanceImages", key.images());
            if (System.nanoTime() - saved > CHECKPOINTS.toNanos()) {
                save();
            }
        }
        progressed(key.images() - before);
        return Optional.of(tried.get(key));
    }

    private Optional<Double> distance(List<float[]> vectors) {
        try {
            double distance = Frechet.distance(Moments.of("search", vectors.toArray(float[][]::new)), task.reference().statistics());
            return Optional.of(distance).filter(Double::isFinite);
        } catch (MetricException e) {
            return Optional.empty(); // a schedule on which the flow runs away is no good, but no failure either
        }
    }

    private Drawing drawing(Sampling sampling) {
        return new Drawing(bench, task.model(), sampling, task.spec().precision(), Labels.uniform(task.model().network()), batch);
    }

    /** Draws the seeds for which there are no features yet; false if it was stopped. */
    private boolean drawn(Drawing drawing, Seeds seeds, List<float[]> vectors) {
        int first = vectors.size();
        drawing.from(first, seeds, unit::mustStop, drawn -> {
            vectors.addAll(List.of(task.reference().extractor().features(drawn.images())));
            unit.progressed(Math.min(done + vectors.size() - first, unit.order().work().amount()));
        });
        networkEvaluations += (long) (vectors.size() - first) * drawing.networkEvaluations();
        return vectors.size() == seeds.count();
    }

    private void progressed(long more) {
        done += more;
        unit.progressed(Math.min(done, unit.order().work().amount()));
    }

    private void save() {
        String key = Keys.checkpoint(task.spec().id(), unit.order().unit().step() + "-tune", unit.order().attempt(), bench.run(), done) + "search.json";
        unit.checkpointed(new TuneCheckpoint(grids, List.copyOf(tried.values())).store(bench.store(), key));
        saved = System.nanoTime();
    }

    // --- judgement ---

    private Optional<TuneReport.Judgement> judged(Sampling best) {
        Seeds seeds = task.stage().heldOutSeeds(task.position());
        Optional<List<Moments>> usual = heldOut(task.usual(), seeds);
        if (usual.isEmpty() || best.equals(task.usual())) {
            return usual.map(measured -> judgement(seeds, best, measured, Optional.empty()));
        }
        return heldOut(best, seeds).map(measured -> judgement(seeds, best, usual.get(), Optional.of(measured)));
    }

    private TuneReport.Judgement judgement(Seeds seeds, Sampling best, List<Moments> usual, Optional<List<Moments>> found) {
        Optional<TuneReport.Difference> difference = found.flatMap(measured -> difference(measured, usual));
        Distance usualDistance = distance(task.usual(), seeds, usual);
        Optional<Distance> bestDistance = difference.map(both -> distance(best, seeds, found.orElseThrow()));
        boolean better = difference.map(TuneReport.Difference::better).orElse(false);
        int usualEvaluations = evaluations(task.usual());
        int bestEvaluations = evaluations(best);
        String reason = reason(usualDistance, usualEvaluations, best, bestDistance, bestEvaluations, difference);
        return new TuneReport.Judgement(seeds, task.usual(), best, usualEvaluations, bestEvaluations, usualDistance, bestDistance, difference,
                better ? best : task.usual(), reason);
    }

    /** As counted in the search, of which the default is a candidate, too. */
    private int evaluations(Sampling sampling) {
        return tried.values().stream().filter(one -> one.sampling().equals(sampling)).findFirst().orElseThrow().networkEvaluations();
    }

    private Optional<TuneReport.Difference> difference(List<Moments> found, List<Moments> usual) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Jackknife difference = Jackknife.ofDifference(found, usual, task.reference().statistics());
        return Optional.of(new TuneReport.Difference(difference.value(), difference.lower(), difference.upper()));
    }

    private String reason(Distance usual, int usualEvaluations, Sampling best, Optional<Distance> found, int bestEvaluations,
            Optional<TuneReport.Difference> difference) {
        String own = String.format(Locale.ROOT, "%s on %d held-out images is %.4g with %s", usual.label(), usual.images(), usual.value(),
                described(task.usual(), usualEvaluations));
        if (found.isEmpty() || difference.isEmpty()) {
            return "the default is kept: " + own + "; "
                    + (best.equals(task.usual()) ? "nothing was better in the search" : "what was found gives images that can't be measured");
        }
        String values = String.format(Locale.ROOT, "%s, and %.4g with %s; difference %.3g, 95 %% interval %.3g to %.3g", own, found.get().value(),
                described(best, bestEvaluations), difference.get().value(), difference.get().lower(), difference.get().upper());
        return (difference.get().better() ? "a better sampling was found: " : "the default is kept, for what was found is not better beyond chance: ") + values;
    }

    private static String described(Sampling sampling, int evaluations) {
        String guidance = sampling.guidance().weight() == 0 ? "" : ", " + sampling.guidance().name() + " guidance " + sampling.guidance().weight();
        return sampling.solver().name() + " on the grid " + sampling.grid().name() + guidance + " (" + evaluations + " network evaluations)";
    }

    /** Features in parts of nearly equal size; none if they are not finite. Empty if it was stopped. */
    private Optional<List<Moments>> heldOut(Sampling sampling, Seeds seeds) {
        List<float[]> vectors = new ArrayList<>();
        if (!drawn(drawing(sampling), seeds, vectors)) {
            return Optional.empty();
        }
        progressed(seeds.count());
        int n = vectors.size();
        try {
            return Optional.of(IntStream.range(0, BLOCKS).mapToObj(block -> Moments.of("block " + block,
                    vectors.subList((int) ((long) n * block / BLOCKS), (int) ((long) n * (block + 1) / BLOCKS)).toArray(float[][]::new))).toList());
        } catch (MetricException e) {
            if (sampling.equals(task.usual())) {
                throw e;
            }
            return Optional.of(List.of());
        }
    }

    private Distance distance(Sampling sampling, Seeds seeds, List<Moments> blocks) {
        ModelCard model = task.model();
        Distance.Drawn drawn = new Distance.Drawn(task.spec().model() + "@" + task.version(), model.weightsSha256(), model.emaHalfLife(), sampling,
                task.spec().precision(), seeds, batch);
        Statistics statistics = new Statistics(task.spec().evaluation().statistics().extractor(), true, false, false, false);
        return Measured.of(bench.references(), () -> Optional.of(task.reference()), statistics, Optional.of(drawn),
                () -> new Measured.Taken(blocks, Optional.empty())).distance().orElseThrow(() -> new MetricException("the held-out images can't be measured"));
    }
}
