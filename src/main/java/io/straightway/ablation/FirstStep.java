package io.straightway.ablation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What to begin with. The rule, a choice of this project: of the steps that lower the distance, those that do so beyond chance come first;
 * among these, those that need no training; among these, the one with the largest gain, divided by its training time if it needs one.
 *
 * @param group INF, LRN or DYN; empty if none lowers the distance
 * @param improvement a single one on the baseline; empty if none lowers the distance, or none was measured
 * @param why for people
 */
public record FirstStep(Optional<Step> group, Optional<Step> improvement, String why) {

    static FirstStep of(List<Step> steps) {
        Optional<Step> group = best(steps, Step.Kind.GROUP);
        Optional<Step> single = best(steps, Step.Kind.ALONE);
        String why = group.map(step -> "Begin with " + told(step)).orElse("No group lowers the distance")
                + single.map(step -> "; of the single improvements, with " + told(step)).orElse("") + ".";
        return new FirstStep(group, single, why);
    }

    private static Optional<Step> best(List<Step> steps, Step.Kind kind) {
        return steps.stream().filter(step -> step.kind() == kind && step.gain() > 0)
                .max(Comparator.comparing((Step step) -> step.sure().orElse(false)).thenComparing(step -> step.trainSeconds() == 0)
                        .thenComparing(FirstStep::gainPerCost));
    }

    private static double gainPerCost(Step step) {
        return step.trainSeconds() == 0 ? step.gain() : step.gain() / step.trainSeconds();
    }

    private static String told(Step step) {
        String cost = step.trainSeconds() == 0 ? "without any training" : String.format(Locale.ROOT, "for a training of %.0f device seconds", step.trainSeconds());
        String sure = step.sure().map(known -> known ? "more than chance" : "which may be chance").orElse("how sure that is was not measured");
        return String.format(Locale.ROOT, "%s: distance times %.3f%s against %s, %s (%s)", step.name(), step.ratio().value(),
                step.ratio().interval().map(bounds -> String.format(Locale.ROOT, " (%.3f to %.3f)", bounds.lower(), bounds.upper())).orElse(""), step.from(), cost, sure);
    }
}
