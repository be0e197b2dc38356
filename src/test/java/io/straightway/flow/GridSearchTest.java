package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.recipe.Grid;
import io.straightway.recipe.SearchSpace;
import io.straightway.recipe.Solver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GridSearchTest {
    private static final double[] NODES = Times.of(SearchSpace.TRAJECTORY.grid(), SearchSpace.NODES);

    @Test
    void findsTheCheapestPathOfAll() {
        Random random = new Random(3);
        for (int nodes = 2; nodes <= 9; nodes++) {
            for (int steps = 1; steps < nodes; steps++) {
                // Given
                double[][] costs = new double[nodes][nodes];
                for (int i = 0; i < nodes; i++) {
                    for (int j = i + 1; j < nodes; j++) {
                        costs[i][j] = random.nextDouble();
                    }
                }

                // When
                List<Integer> found = GridSearch.cheapest(costs, steps);

                // Then
                assertThat(found).hasSize(steps + 1).isSorted().doesNotHaveDuplicates().startsWith(0).endsWith(nodes - 1);
                List<List<Integer>> all = paths(nodes, steps);
                assertThat(cost(costs, found)).isEqualTo(all.stream().mapToDouble(path -> cost(costs, path)).min().orElseThrow());
            }
        }
    }

    private static List<List<Integer>> paths(int nodes, int steps) {
        List<List<Integer>> all = new ArrayList<>();
        for (int chosen = 0; chosen < 1 << nodes; chosen++) {
            if (Integer.bitCount(chosen) == steps + 1 && (chosen & 1) == 1 && chosen >> (nodes - 1) == 1) {
                List<Integer> path = new ArrayList<>();
                for (int node = 0; node < nodes; node++) {
                    if ((chosen >> node & 1) == 1) {
                        path.add(node);
                    }
                }
                all.add(path);
            }
        }
        return all;
    }

    private static double cost(double[][] costs, List<Integer> path) {
        double sum = 0;
        for (int i = 1; i < path.size(); i++) {
            sum += costs[path.get(i - 1)][path.get(i)];
        }
        return sum;
    }

    static Stream<Arguments> settings() {
        return Stream.of(new Solver.Euler(), new Solver.Heun(), new Solver.Midpoint(), new Solver.Dpm(0.4))
                .flatMap(solver -> Stream.of(3, 4, 5, 6, 9).map(steps -> Arguments.of(solver, steps)));
    }

    /** Gaussian data of variance ¼: the flow of x1 is x1·s(t) with s² = ¼(1 − t)² + t², and ends in x1/2. */
    @ParameterizedTest
    @MethodSource("settings")
    void aFoundGridEndsNoFartherFromTheGaussianOracle(Solver.OnGrid solver, int steps) {
        // Given
        GridSearch search = GridSearch.of(solver, NODES);
        for (float x1 : new float[] {-1.3f, 0.4f, 1}) {
            search.add(oracle(x1));
        }

        // When
        Grid.Explicit found = search.best(steps);

        // Then
        assertThat(found.times()).hasSize(steps + 1);
        double error = error(solver, found, steps);
        assertThat(error).isLessThanOrEqualTo(error(solver, new Grid.Uniform(), steps)).isLessThanOrEqualTo(error(solver, new Grid.Edm(7), steps));
    }

    private static double velocity(double x, double t) {
        double variance = 0.25 * (1 - t) * (1 - t) + t * t;
        return (x - (1 - t) * 0.25 * x / variance) / t;
    }

    private static Trajectory oracle(float x1) {
        float[][] points = new float[NODES.length][1];
        float[][] velocities = new float[NODES.length - 1][1];
        for (int i = 0; i < NODES.length; i++) {
            double t = NODES[i];
            points[i][0] = (float) (x1 * Math.sqrt(0.25 * (1 - t) * (1 - t) + t * t));
            if (i < velocities.length) {
                velocities[i][0] = (float) velocity(points[i][0], t);
            }
        }
        return new Trajectory(points, velocities);
    }

    /** The solver's stages in double precision, from x1 = 1. */
    private static double error(Solver.OnGrid solver, Grid grid, int steps) {
        double base = 1;
        double x = 1;
        double[] memory = new double[Combination.MEMORY];
        for (Stage stage : Stage.of(solver, Times.of(grid, steps))) {
            System.arraycopy(memory, 0, memory, 1, memory.length - 1);
            memory[0] = velocity(x, stage.time());
            x = base;
            for (int k = 0; k < memory.length; k++) {
                x += stage.move().factors().get(k) * memory[k];
            }
            base = stage.commits() ? x : base;
        }
        return Math.abs(x - 0.5);
    }

    /** On straight paths every grid is exact, so none costs anything. */
    @Test
    void straightPathsCostNothing() {
        // Given
        double[] times = {1, 0.7, 0.2, 0};
        float[][] points = {{1, 2}, {0.7f, 1.4f}, {0.2f, 0.4f}, {0, 0}};
        for (float[] point : points) {
            point[0] += 3;
        }
        float[] v = {1, 2};

        // When
        GridSearch search = GridSearch.of(new Solver.Dpm(0.4), times);
        search.add(new Trajectory(points, new float[][] {v, v, v}));

        // Then
        for (double[] row : search.costs()) {
            assertThat(Arrays.stream(row).max().orElseThrow()).isLessThan(1e-6);
        }
    }

    @Test
    void refusesWhatThereIsNoGridFor() {
        GridSearch search = GridSearch.of(new Solver.Euler(), NODES);
        assertThatThrownBy(() -> search.best(3)).hasMessageContaining("no trajectories");
        search.add(oracle(1));
        assertThatThrownBy(() -> search.best(65)).hasMessage("steps is 65, allowed: 1 to 64");
        assertThatThrownBy(() -> search.best(0)).hasMessageContaining("allowed: 1 to 64");
    }
}
