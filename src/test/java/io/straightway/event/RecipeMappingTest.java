package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The options of the method, to the wire and back. */
class RecipeMappingTest {
    private static final Sampling FALLBACK = Sampling.reflow(9);

    @Test
    void shouldReadEverySolverAndGuidanceThatItWrites() {
        for (Solver solver : List.of(new Solver.Euler(), new Solver.Heun(), new Solver.Midpoint(), new Solver.Dpm(0.3), new Solver.AdamsBashforth(3),
                new Solver.DpmPlusPlus2M(), new Solver.UniPc(2), new Solver.Rk45(1e-4, 1e-6), new Solver.Consistency())) {
            for (Guidance guidance : List.of(new Guidance.None(), new Guidance.ClassifierFree(0.4, 0.1, 0.9), new Guidance.Auto(0.7, "m@1", 0, 1))) {
                var sampling = new Sampling(solver, new Grid.Edm(7), 9, guidance);
                Checks checks = Checks.begin();

                assertThat(RecipeReader.sampling(RecipeWriter.sampling(sampling), FALLBACK, checks)).isEqualTo(sampling);
                assertThat(checks.violations()).isEmpty();
            }
        }
    }

    @Test
    void shouldFillInWhatIsLeftOut() {
        var given = new io.straightway.schema.Sampling(null, new io.straightway.schema.Solver("iPNDM", null, 4, null, null), null,
                new io.straightway.schema.Guidance("classifier-free", 0.4, null, null, null));
        Checks checks = Checks.begin();

        assertThat(RecipeReader.sampling(given, FALLBACK, checks))
                .isEqualTo(new Sampling(new Solver.AdamsBashforth(4), new Grid.Sigmoid(20), 9, new Guidance.ClassifierFree(0.4)));
        assertThat(checks.violations()).isEmpty();
    }

    @Test
    void shouldRefuseOptionsThatHaveNoEffectOrAreMissing() {
        var given = new io.straightway.schema.Sampling(9, new io.straightway.schema.Solver("unipc", 0.4, null, null, null), null,
                new io.straightway.schema.Guidance("auto", null, null, null, null));
        Checks checks = Checks.begin();

        RecipeReader.sampling(given, FALLBACK, checks);

        assertThat(checks.violations()).extracting(Object::toString).containsExactly(
                "solver.r is 0.4, allowed: nothing, because solver unipc has no such option",
                "guidance.weight is missing, allowed: a value, because guidance auto needs it",
                "guidance.weakModel is missing, allowed: a value, because guidance auto needs it");
    }

    @Test
    void shouldRefuseGuidanceOutOfRange() {
        Checks checks = Checks.begin();

        Sampling.reflow(9).withGuidance(new Guidance.ClassifierFree(-1, 0.8, 0.2)).check(checks.in("sampling"));
        new Sampling(new Solver.Rk45(1e-5, 1e-5), new Grid.Edm(7), 100, new Guidance.Auto(1, "", 0.1, 1)).check(checks);

        assertThat(checks.violations()).extracting(v -> v.field()).containsExactly(
                "sampling.guidance.weight", "sampling.guidance.from", "guidance.weakModel", "guidance.from");
    }
}
