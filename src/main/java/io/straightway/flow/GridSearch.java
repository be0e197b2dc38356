package io.straightway.flow;

import io.straightway.recipe.Grid;
import io.straightway.recipe.Solver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Finds time grids by dynamic programming over trajectories, as GITS does (Chen et al. 2024, arXiv 2405.11326): a step from one node of
 * the trajectories to another costs what the solver's step, begun on the trajectory, misses it by; the grid of N steps with the least sum
 * of costs is found exactly.
 *
 * <p>GITS measures Euler's step. Choices of this project: a miss is the root mean square over an image's values, averaged over the
 * trajectories and divided by the size of the points at the step's end, so that a miss counts as much as it will at the end of a flow that
 * only scales; for solvers with two evaluations per step the velocity v_s at the one between is not evaluated, but taken from the
 * trajectory: v(s) + a·(x_s − x(s)), with v and x interpolated between nodes, and a = ⟨v,x⟩/⟨x,x⟩ there. This is exact for flows that only
 * scale, as Gaussian data have.
 */
public final class GridSearch {
    private final double[] times;
    private final double r;
    private final double[][] missed;
    private final double[] squares;
    private long trajectories;

    private GridSearch(double[] times, double r) {
        this.times = times.clone();
        this.r = r;
        missed = new double[times.length][times.length];
        squares = new double[times.length];
    }

    /**
     * @param solver whose steps are measured; those of a multistep solver as Euler's, as GITS does
     * @param times of the trajectories' points, falling from 1 to 0
     */
    public static GridSearch of(Solver.OnGrid solver, double[] times) {
        return new GridSearch(times, switch (solver) {
            case Solver.Heun heun -> 1;
            case Solver.Midpoint midpoint -> 0.5;
            case Solver.Dpm(double r) -> r;
            case Solver.Euler s -> 0;
            case Solver.AdamsBashforth s -> 0;
            case Solver.DpmPlusPlus2M s -> 0;
            case Solver.UniPc s -> 0;
            case Solver.Consistency s -> throw new IllegalArgumentException("consistency follows no trajectory");
        });
    }

    public void add(Trajectory trajectory) {
        int last = times.length - 1;
        double[] scaling = scaling(trajectory);
        for (int i = 0; i < last; i++) {
            for (int j = i + 1; j <= last; j++) {
                missed[i][j] += miss(trajectory, scaling, i, j);
            }
        }
        for (int j = 0; j <= last; j++) {
            float[] x = trajectory.points()[j];
            double sum = 0;
            for (float value : x) {
                sum += value * value;
            }
            squares[j] += sum / x.length;
        }
        trajectories++;
    }

    /** ⟨v,x⟩/⟨x,x⟩ at each node but the last. */
    private static double[] scaling(Trajectory trajectory) {
        double[] scaling = new double[trajectory.velocities().length];
        for (int node = 0; node < scaling.length; node++) {
            float[] x = trajectory.points()[node];
            float[] v = trajectory.velocities()[node];
            double product = 0;
            double square = 0;
            for (int k = 0; k < x.length; k++) {
                product += v[k] * x[k];
                square += x[k] * x[k];
            }
            scaling[node] = square == 0 ? 0 : product / square;
        }
        return scaling;
    }

    /** Root mean square of x + h·((1 − 1/(2r))·v + 1/(2r)·v_s) − x'; of x + h·v − x' for Euler's step, and for every step into 0. */
    private double miss(Trajectory trajectory, double[] scaling, int from, int to) {
        float[] x = trajectory.points()[from];
        float[] end = trajectory.points()[to];
        float[] v = trajectory.velocities()[from];
        double h = times[to] - times[from];
        double sum = 0;
        if (r == 0 || to == times.length - 1) {
            for (int k = 0; k < x.length; k++) {
                double error = x[k] + h * v[k] - end[k];
                sum += error * error;
            }
        } else {
            double between = times[from] + r * h;
            int node = from;
            while (node + 1 < to && times[node + 1] > between) {
                node++;
            }
            double after = (times[node] - between) / (times[node] - times[node + 1]);
            double before = 1 - after;
            double a = before * scaling[node] + after * scaling[node + 1];
            float[] v0 = trajectory.velocities()[node];
            float[] v1 = trajectory.velocities()[node + 1];
            float[] x0 = trajectory.points()[node];
            float[] x1 = trajectory.points()[node + 1];
            double second = h / (2 * r);
            double first = h - second;
            for (int k = 0; k < x.length; k++) {
                double off = x[k] + r * h * v[k] - (before * x0[k] + after * x1[k]);
                double error = x[k] + first * v[k] + second * (before * v0[k] + after * v1[k] + a * off) - end[k];
                sum += error * error;
            }
        }
        return Math.sqrt(sum / x.length);
    }

    /** (N+1, N+1) what each step costs; above the diagonal only. */
    double[][] costs() {
        double[][] costs = new double[times.length][times.length];
        for (int i = 0; i < times.length; i++) {
            for (int j = i + 1; j < times.length; j++) {
                costs[i][j] = missed[i][j] / trajectories / Math.sqrt(squares[j] / trajectories);
            }
        }
        return costs;
    }

    /**
     * @param steps of the grid, 1 to N
     * @throws IllegalArgumentException for more steps than nodes allow, or without trajectories
     */
    public Grid.Explicit best(int steps) {
        if (trajectories == 0) {
            throw new IllegalArgumentException("no trajectories were added");
        }
        List<Double> found = new ArrayList<>();
        for (int node : cheapest(costs(), steps)) {
            found.add(times[node]);
        }
        return new Grid.Explicit(found);
    }

    /** The nodes of the path from the first node to the last with the least sum of costs in so many steps. */
    static List<Integer> cheapest(double[][] costs, int steps) {
        int last = costs.length - 1;
        if (steps < 1 || steps > last) {
            throw new IllegalArgumentException("steps is " + steps + ", allowed: 1 to " + last);
        }
        double[] sums = new double[last + 1];
        Arrays.fill(sums, Double.POSITIVE_INFINITY);
        sums[0] = 0;
        int[][] origins = new int[steps + 1][last + 1];
        for (int step = 1; step <= steps; step++) {
            double[] next = new double[last + 1];
            Arrays.fill(next, Double.POSITIVE_INFINITY);
            for (int to = step; to <= last; to++) {
                origins[step][to] = to - 1; // also where costs are no numbers
                for (int from = step - 1; from < to; from++) {
                    if (sums[from] + costs[from][to] < next[to]) {
                        next[to] = sums[from] + costs[from][to];
                        origins[step][to] = from;
                    }
                }
            }
            sums = next;
        }
        List<Integer> path = new ArrayList<>(List.of(last));
        for (int step = steps, node = last; step > 0; step--) {
            node = origins[step][node];
            path.add(node);
        }
        Collections.reverse(path);
        return path;
    }
}
