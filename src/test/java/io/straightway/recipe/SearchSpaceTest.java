package io.straightway.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
    private static final Guidance.None UNGUIDED = new Guidance.None();

    @Test
    void everyScheduleCanSpendItsEvaluations() {
        for (int nfe = 2; nfe <= SearchSpace.NODES; nfe++) {
            // Given
            SearchSpace space = new SearchSpace(nfe, List.of(0.4, 0.5, 1.0), List.of(7.0), List.of(10.0, 20.0), true);

            // When
            List<Sampling> schedules = space.schedules(UNGUIDED, solver -> Optional.of(explicit(solver.steps(space.nfe()))));

            // Then
            assertThat(schedules).doesNotHaveDuplicates().hasSize(space.size());
            assertThat(schedules).allSatisfy(sampling -> {
                Checks checks = Checks.begin();
                sampling.check(checks);
                assertThat(checks.violations()).isEmpty();
            });
        }
    }

    private static Grid.Explicit explicit(int steps) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            times.add(1 - (double) i / steps);
        }
        return new Grid.Explicit(times);
    }

    @Test
    void solversOfTwoEvaluationsPerStepNeedAnOddNumber() {
        List<Double> r = List.of(0.4, 0.5, 1.0);

        assertThat(new SearchSpace(9, r, List.of(), List.of(), false).solvers()).extracting(Solver::name).containsExactly("euler", "adams-bashforth",
                "adams-bashforth", "adams-bashforth", "dpm++2m", "unipc", "unipc", "dpm", "midpoint", "heun");
        assertThat(new SearchSpace(2, r, List.of(), List.of(), false).solvers()).extracting(Solver::name)
                .containsExactly("euler", "adams-bashforth", "dpm++2m", "unipc");
    }

    @Test
    void guidanceKeepsTheGuide() {
        Sampling plain = Sampling.reflow(9);
        Sampling auto = plain.withGuidance(new Guidance.Auto(1, "weak@1"));

        assertThat(SearchSpace.guided(plain, List.of(0.4))).extracting(Sampling::guidance).containsExactly(
                new Guidance.ClassifierFree(0.4, 0, 1), new Guidance.ClassifierFree(0.4, 0, 0.8), new Guidance.ClassifierFree(0.4, 0.2, 0.8));
        assertThat(SearchSpace.guided(auto, List.of(0.4))).extracting(Sampling::guidance).containsExactly(new Guidance.None(),
                new Guidance.Auto(0.4, "weak@1", 0, 1), new Guidance.Auto(0.4, "weak@1", 0, 0.8), new Guidance.Auto(0.4, "weak@1", 0.2, 0.8));
        assertThat(SearchSpace.guided(auto, List.of())).isEmpty();
    }

    @Test
    void guidanceIsPaidForInStepsWhereNetworkEvaluationsAreCounted() {
        // Given: a guided evaluation costs two, an unguided one costs one
        ToIntFunction<Sampling> cost = sampling -> sampling.nfe() * (sampling.guidance().weight() == 0 ? 1 : 2);
        Sampling plain = Sampling.reflow(9);
        Sampling guided = plain.withGuidance(new Guidance.ClassifierFree(0.4));
        Sampling explicit = new Sampling(new Solver.Euler(), explicit(3), 3, guided.guidance());

        // Then: as many as the solver can have within the budget
        assertThat(SearchSpace.fitted(plain, 9, 9, cost)).contains(plain);
        assertThat(SearchSpace.fitted(guided, 9, 9, cost)).contains(guided.withNfe(3));
        assertThat(SearchSpace.fitted(guided, 9, 18, cost)).contains(guided);
        assertThat(SearchSpace.fitted(guided.withNfe(3), 9, 12, cost)).contains(guided.withNfe(5));
        assertThat(SearchSpace.fitted(explicit, 9, 6, cost)).contains(explicit);
        assertThat(SearchSpace.fitted(explicit, 9, 5, cost)).isEmpty();

        // Then: none that is another one with fewer steps
        Sampling third = new Sampling(new Solver.AdamsBashforth(3), new Grid.Uniform(), 9, guided.guidance());
        Sampling unified = new Sampling(new Solver.UniPc(3), new Grid.Uniform(), 9, guided.guidance());
        assertThat(SearchSpace.fitted(third, 9, 6, cost)).contains(third.withNfe(3));
        assertThat(SearchSpace.fitted(third, 9, 5, cost)).isEmpty();
        assertThat(SearchSpace.fitted(unified, 9, 10, cost)).contains(unified.withNfe(5));
        assertThat(SearchSpace.fitted(unified, 9, 9, cost)).isEmpty();
    }

    @Test
    void theUsualSamplingSpendsTheBudget() {
        Sampling own = Sampling.reflow(9);
        Sampling explicit = new Sampling(new Solver.Euler(), explicit(3), 3);

        assertThat(SearchSpace.usual(own, 9)).isEqualTo(own);
        assertThat(SearchSpace.usual(explicit, 3)).isEqualTo(explicit);
        assertThat(SearchSpace.usual(Sampling.teacher(35), 9)).isEqualTo(Sampling.teacher(9));
        assertThat(SearchSpace.usual(own, 8)).isEqualTo(Sampling.reflow(7));
        assertThat(SearchSpace.usual(explicit, 4)).isEqualTo(new Sampling(new Solver.Euler(), new Grid.Edm(7), 4));
        assertThat(SearchSpace.usual(new Sampling(new Solver.Rk45(1e-3, 1e-3), new Grid.Uniform(), 9), 9)).isEqualTo(new Sampling(new Solver.Heun(), new Grid.Uniform(), 9));
    }
}
