package io.straightway.ablation;

import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Improvement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one change brings and costs.
 *
 * @param name of the group or of the improvement
 * @param kind what it is a change of
 * @param from row without it
 * @param to row with it
 * @param ratio distance with it, divided by the distance without it
 * @param apart whether the intervals of the two distances do not overlap; empty if that is not known
 * @param sure whether the ratio differs from 1 beyond chance, by its interval. By those of the two distances where it has none, and where two
 *     trainings were made with one seed only: what another seed would have come to is not in the ratio's; empty if that is not known
 * @param trainSeconds device time of the training that it needs; 0 if it needs none
 */
public record Step(String name, Kind kind, String from, String to, Ratio ratio, Optional<Boolean> apart, Optional<Boolean> sure, double trainSeconds) {

    public enum Kind {
        /** A group of improvements on top of those before it in the ladder. */
        GROUP,
        /** One improvement on the baseline. */
        ALONE,
        /** One improvement on top of the six others. */
        LAST
    }

    /** Share by which the distance falls. */
    public double gain() {
        return 1 - ratio.value();
    }

    /** Those whose both sides were measured. */
    static List<Step> all(Findings findings, int nfe) {
        List<Step> steps = new ArrayList<>();
        of(findings, nfe, "INF", Kind.GROUP, AblationRow.BASELINE, AblationRow.INFERENCE).ifPresent(steps::add);
        of(findings, nfe, "LRN", Kind.GROUP, AblationRow.INFERENCE, AblationRow.LEARNING).ifPresent(steps::add);
        of(findings, nfe, "DYN", Kind.GROUP, AblationRow.LEARNING, AblationRow.FULL).ifPresent(steps::add);
        for (Improvement improvement : Improvement.values()) {
            of(findings, nfe, improvement.label(), Kind.ALONE, AblationRow.BASELINE, AblationRow.only(improvement)).ifPresent(steps::add);
        }
        for (Improvement improvement : Improvement.values()) {
            of(findings, nfe, improvement.label(), Kind.LAST, AblationRow.without(improvement), AblationRow.FULL).ifPresent(steps::add);
        }
        return steps;
    }

    private static Optional<Step> of(Findings findings, int nfe, String name, Kind kind, AblationRow from, AblationRow to) {
        Optional<Estimate> before = AblationReport.estimate(findings, from, nfe);
        Optional<Estimate> after = AblationReport.estimate(findings, to, nfe);
        Optional<Boolean> apart = before.flatMap(one -> after.flatMap(one::apartFrom));
        boolean trains = !from.trained().equals(to.trained());
        boolean once = after.filter(estimate -> estimate.seeds() == 1).isPresent();
        double cost = trains ? AblationReport.trainSeconds(findings, to).orElse(0.0) : 0;
        return AblationReport.ratio(findings, to, from, nfe)
                .map(ratio -> new Step(name, kind, from.name(), to.name(), ratio, apart, trains && once ? apart : ratio.sure().or(() -> apart), cost));
    }
}
