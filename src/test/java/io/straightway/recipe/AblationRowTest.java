package io.straightway.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Improvement.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AblationRowTest {
    private static final Recipe FULL = Recipe.full();

    @Test
    void theTableHasLadderAloneAndLeftOut() {
        List<AblationRow> rows = AblationRow.of(EnumSet.allOf(AblationRow.Kind.class));

        assertThat(rows).extracting(AblationRow::name).doesNotHaveDuplicates().hasSize(18)
                .startsWith("BSL", "+INF", "+LRN+INF", "+DYN+LRN+INF", "only weight").endsWith("without grid");
        assertThat(rows).extracting(AblationRow::improvements).doesNotHaveDuplicates();
    }

    @Test
    void baselineAndFullRecipeAreAlwaysThere() {
        assertThat(AblationRow.of(List.of())).containsExactly(AblationRow.BASELINE, AblationRow.FULL);
        assertThat(AblationRow.of(List.of(AblationRow.Kind.ALONE))).hasSize(9).startsWith(AblationRow.BASELINE, AblationRow.FULL);
    }

    /** Rows that differ in inference alone share a training. */
    @Test
    void thirteenTrainingsServeEighteenRows() {
        Set<Set<Improvement>> trainings = AblationRow.of(EnumSet.allOf(AblationRow.Kind.class)).stream().map(AblationRow::trained).collect(Collectors.toSet());

        assertThat(trainings).hasSize(13);
        assertThat(trainings.stream().map(AblationRow::trainedName)).doesNotHaveDuplicates().contains("bsl", "lrn", "dyn-lrn", "only-weight", "without-dropout")
                .allMatch(name -> name.matches("[a-z-]+"));
        assertThat(AblationRow.of(List.of(AblationRow.Kind.LADDER)).stream().map(AblationRow::trained).distinct()).hasSize(3);
    }

    @Test
    void theLadderIsThePresets() {
        List<Recipe> ladder = AblationRow.Kind.LADDER.rows().stream().map(row -> AblationRow.choices(row.improvements(), FULL)).toList();

        assertThat(ladder).isEqualTo(Recipe.presets());
    }

    @ParameterizedTest
    @EnumSource(Improvement.class)
    void anImprovementAloneDiffersFromTheBaselineInOneChoice(Improvement improvement) {
        Recipe alone = AblationRow.choices(AblationRow.only(improvement).improvements(), FULL);

        assertThat(differences(alone, Recipe.baseline())).containsExactly(improvement);
    }

    @ParameterizedTest
    @EnumSource(Improvement.class)
    void anImprovementLeftOutDiffersFromTheFullRecipeInOneChoice(Improvement improvement) {
        Recipe without = AblationRow.choices(AblationRow.without(improvement).improvements(), FULL);

        assertThat(differences(without, Recipe.full())).containsExactly(improvement);
    }

    @Test
    void onlyInferenceNeedsNoTraining() {
        assertThat(Arrays.stream(Improvement.values()).filter(improvement -> AblationRow.only(improvement).trained().isEmpty()))
                .containsExactlyElementsOf(Improvement.of(Group.INF));
    }

    @Test
    void improvementsCanBeOthersThanTheRecipes() {
        Recipe mine = new Recipe(FULL.name(), FULL.objective(), new Sampling(new Solver.Dpm(0.5), new Grid.Sigmoid(10), 9), 0, 0.5);

        assertThat(AblationRow.INFERENCE.sampling(mine, 5)).isEqualTo(new Sampling(new Solver.Dpm(0.5), new Grid.Sigmoid(10), 5));
        assertThat(AblationRow.BASELINE.sampling(mine, 5)).isEqualTo(Sampling.teacher(5));
        assertThat(AblationRow.choices(AblationRow.LEARNING.improvements(), mine).forwardShare()).isEqualTo(0.5);
    }

    private static List<Improvement> differences(Recipe one, Recipe other) {
        List<Improvement> found = new ArrayList<>();
        for (Improvement improvement : Improvement.values()) {
            if (!choice(improvement, one).equals(choice(improvement, other))) {
                found.add(improvement);
            }
        }
        return found;
    }

    private static Object choice(Improvement improvement, Recipe recipe) {
        return switch (improvement) {
            case WEIGHT -> recipe.objective().weight();
            case TIME_LAW -> recipe.objective().timeLaw();
            case LOSS_MAP -> recipe.objective().lossMap();
            case DROPOUT -> recipe.dropoutFactor();
            case COUPLING -> recipe.forwardShare();
            case SOLVER -> recipe.sampling().solver();
            case GRID -> recipe.sampling().grid();
        };
    }
}
