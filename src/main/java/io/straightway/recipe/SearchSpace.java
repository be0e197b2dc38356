package io.straightway.recipe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The samplings that a search tries for one model at one number of evaluations: every solver that can spend them, on every grid. Which
 * values of r, rho and kappa, and which intervals of guidance, are worth trying is a choice of this project.
 *
 * @param nfe evaluations of the flow per image
 * @param r of the solvers with two evaluations per step; 1 is Heun, 0.5 the midpoint rule
 * @param rho of EDM's grids
 * @param kappa of sigmoid grids
 * @param explicit whether there is a grid of its own for each kind of step, found on trajectories
 */
public record SearchSpace(int nfe, List<Double> r, List<Double> rho, List<Double> kappa, boolean explicit) {
    /** Steps of a trajectory on which grids are found, and so the most that such a grid can have. */
    public static final int NODES = 64;

    /** How a trajectory is followed: the teacher's setting with many steps. */
    public static final Sampling TRAJECTORY = Sampling.teacher(2 * NODES - 1);

    /** Schedules with which guidance is tried. */
    public static final int GUIDED_SCHEDULES = 2;

    /** In flow time. The last one is about sigma from 0.25 to 4, the middle that Kynkäänniemi et al. 2024 find to be enough. */
    private static final List<Interval> INTERVALS = List.of(new Interval(0, 1), new Interval(0, 0.8), new Interval(0.2, 0.8));

    private record Interval(double from, double to) {}

    public SearchSpace {
        r = List.copyOf(r);
        rho = List.copyOf(rho);
        kappa = List.copyOf(kappa);
    }

    /** Those that admit the number of evaluations, and are not the same as a lower order for want of steps. */
    public List<Solver.OnGrid> solvers() {
        List<Solver.OnGrid> all = new ArrayList<>(List.of(new Solver.Euler()));
        for (int order = 2; order <= Math.min(4, nfe); order++) {
            all.add(new Solver.AdamsBashforth(order));
        }
        all.add(new Solver.DpmPlusPlus2M());
        for (int order = 2; order <= Math.min(3, nfe); order++) {
            all.add(new Solver.UniPc(order));
        }
        r.stream().distinct().map(SearchSpace::single).filter(solver -> solver.admits(nfe)).forEach(all::add);
        return List.copyOf(all);
    }

    private static Solver.OnGrid single(double r) {
        return r == 1 ? new Solver.Heun() : r == 0.5 ? new Solver.Midpoint() : new Solver.Dpm(r);
    }

    private List<Grid> grids() {
        List<Grid> all = new ArrayList<>(List.of(new Grid.Uniform()));
        rho.stream().distinct().forEach(value -> all.add(new Grid.Edm(value)));
        kappa.stream().distinct().forEach(value -> all.add(new Grid.Sigmoid(value)));
        return all;
    }

    /**
     * Every solver on every grid.
     *
     * @param guidance of all of them
     * @param found the explicit grid of a solver, if there is one
     */
    public List<Sampling> schedules(Guidance guidance, Function<Solver.OnGrid, Optional<Grid.Explicit>> found) {
        LinkedHashSet<Sampling> all = new LinkedHashSet<>();
        for (Solver.OnGrid solver : solvers()) {
            grids().forEach(grid -> all.add(new Sampling(solver, grid, nfe, guidance)));
            found.apply(solver).ifPresent(grid -> all.add(new Sampling(solver, grid, nfe, guidance)));
        }
        return List.copyOf(all);
    }

    /** How many schedules there are at most. */
    public int size() {
        return solvers().size() * (grids().size() + (explicit ? 1 : 0));
    }

    /**
     * A schedule with every weight in every interval, and unguided if it is guided; by the same guide if it has one, else by the network
     * itself without label. Nothing without weights.
     */
    public static List<Sampling> guided(Sampling schedule, List<Double> weights) {
        List<Sampling> all = new ArrayList<>();
        if (schedule.guidance().weight() != 0 && !weights.isEmpty()) {
            all.add(schedule.withGuidance(new Guidance.None()));
        }
        for (double weight : weights) {
            for (Interval interval : INTERVALS) {
                all.add(schedule.withGuidance(switch (schedule.guidance()) {
                    case Guidance.Auto auto -> new Guidance.Auto(weight, auto.weakModel(), interval.from(), interval.to());
                    case Guidance.ClassifierFree free -> new Guidance.ClassifierFree(weight, interval.from(), interval.to());
                    case Guidance.None none -> new Guidance.ClassifierFree(weight, interval.from(), interval.to());
                }));
            }
        }
        return all;
    }

    /** How many {@link #guided} samplings there are at most of the best schedules together. */
    public static int guidedSize(int weights) {
        return weights == 0 ? 0 : GUIDED_SCHEDULES * (1 + weights * INTERVALS.size());
    }

    /**
     * A sampling with as many evaluations as a budget of network evaluations allows it.
     *
     * @param nfe evaluations of the flow per image, at most
     * @param most network evaluations per image
     * @param cost network evaluations per image of a sampling
     * @return nothing for explicit times that cost more, for they are of one number of evaluations, and for a multistep solver that so few steps
     *     would reduce to a lower order, which is another candidate
     */
    public static Optional<Sampling> fitted(Sampling sampling, int nfe, int most, ToIntFunction<Sampling> cost) {
        IntStream possible = sampling.grid() instanceof Grid.Explicit ? IntStream.of(sampling.nfe())
                : IntStream.iterate(nfe, fewer -> fewer >= Solver.LEAST, fewer -> fewer - 1)
                        .filter(fewer -> sampling.solver().admits(fewer) && !reduced(sampling.solver(), fewer));
        return possible.mapToObj(sampling::withNfe).filter(fewer -> cost.applyAsInt(fewer) <= most).findFirst();
    }

    private static boolean reduced(Solver solver, int nfe) {
        return switch (solver) {
            case Solver.AdamsBashforth(int order) -> order > nfe;
            case Solver.UniPc(int order) -> order > 2 && order + 1 >= nfe; // its first and its last step are of order 1
            case Solver other -> false;
        };
    }

    /**
     * What a model would be sampled with at so many evaluations if nobody searched: its own default; its solver and grid if the default
     * has another number; one evaluation less where the solver can't spend them all. A default that chooses its own times gives way to the
     * teacher's setting, and explicit times of another number to EDM's grid.
     */
    public static Sampling usual(Sampling own, int nfe) {
        if (own.nfe() == nfe && own.solver() instanceof Solver.OnGrid) {
            return own;
        }
        Solver solver = own.solver() instanceof Solver.OnGrid ? own.solver() : new Solver.Heun();
        Grid grid = own.grid() instanceof Grid.Explicit ? new Grid.Edm(7) : own.grid();
        return new Sampling(solver, grid, solver.admits(nfe) ? nfe : nfe - 1, own.guidance());
    }
}
