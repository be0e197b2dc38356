package io.straightway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Curriculum;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CourseTest {
    private static final Course COURSE = new Course(new Curriculum(2, 8, 1, 4), 1_000);

    /** At sigma 1, 4 and 9, where n is 3.15153137, 1.14388968 and 1.00098716; r = t·(1 − n/2^a), at least 0. */
    @ParameterizedTest
    @CsvSource({
        "0.5,   0, 0", "0.5, 250, 0.10605858", "0.5, 500, 0.30302929", "0.5, 750, 0.40151464",
        "0.8,   0, 0.34244413", "0.8, 999, 0.74280552", "0.9, 250, 0.67477789"})
    void shouldBringTheEarlierPointNearerStageByStage(double t, long seen, double expected) {
        assertThat(COURSE.earlier(t, seen)).isCloseTo(expected, within(1e-8));
    }

    @Test
    void shouldChangeStageInEqualPartsAndStayInTheLast() {
        assertThat(List.of(0L, 249L, 250L, 499L, 500L, 750L, 999L, 1_000L, 9_999L).stream().map(COURSE::stage)).containsExactly(1, 1, 2, 2, 3, 4, 4, 4, 4);
        assertThat(new Course(Curriculum.direct(), 10_000_000_000L).stage(10_000_000_000L)).isEqualTo(1);
    }

    @Test
    void shouldLieBeforeTheSampleAtEveryTrainingTime() {
        for (Curriculum curriculum : List.of(Curriculum.direct(), Curriculum.halving(), new Curriculum(4, 0, 0.1, 8))) {
            for (double t : new double[] {Quantile.MARGIN, 0.01, 0.3, 0.9, 0.999, 1 - Quantile.MARGIN}) {
                assertThat(new Course(curriculum, 10).earlier(t, 9)).isGreaterThanOrEqualTo(0).isLessThan(t);
            }
        }
    }

    @Test
    void shouldRefuseACurriculumThatCannotBe() {
        Checks checks = Checks.begin();

        new Curriculum(1, -1, 0, 0).check(checks);
        new Curriculum(2, 8, 1, 17).check(checks.in("finer"));
        new Curriculum(2, 8, 1, 16).check(checks);
        new Curriculum(Double.NaN, 8, 1, 1).check(checks.in("strange"));
        Curriculum.direct().check(checks);
        Curriculum.halving().check(checks);

        assertThat(checks.violations()).extracting(v -> v.field()).containsExactly("q", "k", "b", "stages", "finer.stages", "strange.q");
    }
}
