package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    @Test
    void theSeedAloneDecidesTheOrder() {
        // When
        List<String> plan = rounds(Drill.plan(true, 7));

        // Then
        assertThat(rounds(Drill.plan(true, 7))).isEqualTo(plan);
        assertThat(rounds(Drill.plan(true, 8))).isNotEqualTo(plan);
    }

    @Test
    void everyKindComesOnceInEveryRound() {
        // Given
        FaultPlan plan = Drill.plan(true, 7);
        List<String> kinds = plan.kinds().stream().map(Fault::name).toList();

        // When
        List<Fault> first = plan.nextRound();
        List<Fault> second = plan.nextRound();

        // Then
        assertThat(kinds).doesNotHaveDuplicates();
        assertThat(first).extracting(Fault::name).containsExactlyInAnyOrderElementsOf(kinds);
        assertThat(second).extracting(Fault::name).containsExactlyInAnyOrderElementsOf(kinds).isNotEqualTo(first.stream().map(Fault::name).toList());
    }

    @Test
    void withoutACompilerClocksAreLeftOut() {
        assertThat(Drill.plan(false, 7).kinds()).extracting(Fault::name).noneMatch(name -> name.contains("clock")).hasSizeLessThan(Drill.plan(true, 7).kinds().size());
    }

    private static List<String> rounds(FaultPlan plan) {
        return Stream.generate(plan::nextRound).limit(3).flatMap(List::stream).map(Fault::name).toList();
    }
}
