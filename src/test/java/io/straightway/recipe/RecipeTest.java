package io.straightway.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecipeTest {
    @Test
    void shouldAddOneGroupOfImprovementsAfterTheOther() {
        assertThat(Recipe.presets()).extracting(Recipe::name).containsExactly("baseline", "inf", "lrn+inf", "dyn+lrn+inf");
        assertThat(Recipe.inference().sampling()).isNotEqualTo(Recipe.baseline().sampling());
        assertThat(Recipe.inference().objective()).isEqualTo(Recipe.baseline().objective());
        assertThat(Recipe.learning().forwardShare()).isGreaterThan(Recipe.inference().forwardShare());
        assertThat(Recipe.learning().objective()).isEqualTo(Recipe.baseline().objective());
        assertThat(Recipe.full().objective()).isEqualTo(Objective.reflow());
        assertThat(Recipe.full().forwardShare()).isEqualTo(Recipe.learning().forwardShare());
        assertThat(Recipe.named("DYN+LRN+INF")).contains(Recipe.full());
        assertThat(Recipe.named("best")).isEmpty();
    }

    @Test
    void shouldTrainTheStudentWithLessDropoutThanTheTeacher() {
        Network teacher = NetworkPreset.AFHQV2_64.network();

        assertThat(Recipe.full().student(teacher).dropout()).isCloseTo(0.125, within(1e-12));
        assertThat(Recipe.inference().student(teacher)).isEqualTo(teacher);
    }

    @Test
    void shouldHoldValidSettings() {
        Checks checks = Checks.begin();
        Recipe.presets().forEach(recipe -> {
            recipe.objective().check(checks.in("objective"));
            recipe.sampling().check(checks.in("sampling"));
        });

        assertThat(checks.violations()).isEmpty();
    }
}
