package io.straightway.ablation;

import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Improvement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one change brings and costs: a group of improvements on top of those before it in the ladder, or a single one on the baseline.
 *
 * @param name of the group or of the improvement
 * @param group whether it is a group
 * @param from row without it
 * @param to row with it
 * @param ratio distance with it, divided by the distance without it
 * @param apart whether the intervals do not overlap; empty if that is not known
 * @param trainSeconds device time of the training that it needs; 0 if it needs none
 */
public record Step(String name, boolean group, String from, String to, double ratio, Optional<Boolean> apart, double trainSeconds) {

    /** Share by which the distance falls. */
    public double gain() {
        return 1 - ratio;
    }

    /** Those whose both sides were measured. */
    static List<Step> all(Findings findings, int nfe) {
        List<Step> steps = new ArrayList<>();
        of(findings, nfe, "INF", true, AblationRow.BASELINE, AblationRow.INFERENCE).ifPresent(steps::add);
        of(findings, nfe, "LRN", true, AblationRow.INFERENCE, AblationRow.LEARNING).ifPresent(steps::add);
        of(findings, nfe, "DYN", true, AblationRow.LEARNING, AblationRow.FULL).ifPresent(steps::add);
        for (Improvement improvement : Improvement.values()) {
            of(findings, nfe, improvement.label(), false, AblationRow.BASELINE, AblationRow.only(improvement)).ifPresent(steps::add);
        }
        return steps;
    }

    private static Optional<Step> of(Findings findings, int nfe, String name, boolean group, AblationRow from, AblationRow to) {
        Optional<Estimate> before = AblationReport.estimate(findings, from, nfe);
        Optional<Estimate> after = AblationReport.estimate(findings, to, nfe);
        double cost = from.trained().equals(to.trained()) ? 0 : AblationReport.trainSeconds(findings, to).orElse(0.0);
        return before.flatMap(b -> after.map(a -> new Step(name, group, from.name(), to.name(), a.mean() / b.mean(), a.apartFrom(b), cost)));
    }
}
