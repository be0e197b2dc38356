package io.straightway.ablation;

import io.straightway.recipe.AblationRow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Something that was hoped for: that one distance is at most a multiple of another.
 *
 * @param what for people
 * @param limit the largest ratio that meets it
 * @param ratio that came; empty if one side was not measured
 * @param apart whether the intervals do not overlap; empty if that is not known
 * @param verdict met or not
 */
public record Goal(String what, double limit, Optional<Double> ratio, Optional<Boolean> apart, Verdict verdict) {
    private static final double FULL = 0.8;
    private static final double INFERENCE = 0.95;
    private static final int TEACHERS_NFE = 35;

    public enum Verdict {
        MET,
        MISSED,
        NOT_MEASURED
    }

    /** The project's three goals. */
    static List<Goal> all(Findings findings, int main) {
        Optional<Estimate> baseline = AblationReport.estimate(findings, AblationRow.BASELINE, main);
        Optional<Estimate> full = AblationReport.estimate(findings, AblationRow.FULL, main);
        Optional<Integer> many = findings.spec().teacherNfe().stream()
                .min(Comparator.comparing((Integer nfe) -> Math.abs(nfe - TEACHERS_NFE)).thenComparing(Comparator.reverseOrder()));
        return List.of(
                of("full recipe against baseline at " + main + " evaluations, intervals apart", FULL, full, baseline, true),
                of("inference improvements alone against baseline at " + main + " evaluations", INFERENCE,
                        AblationReport.estimate(findings, AblationRow.INFERENCE, main), baseline, false),
                of("full recipe at " + main + " evaluations against the teacher at " + many.map(String::valueOf).orElse("no number of") + " evaluations", 1, full,
                        many.flatMap(nfe -> AblationReport.teacher(findings, nfe)), false));
    }

    static Goal of(String what, double limit, Optional<Estimate> one, Optional<Estimate> other, boolean mustBeApart) {
        Optional<Double> ratio = one.flatMap(mine -> other.map(theirs -> mine.mean() / theirs.mean()));
        Optional<Boolean> apart = one.flatMap(mine -> other.flatMap(mine::apartFrom));
        Verdict verdict = ratio.map(value -> value <= limit && (!mustBeApart || apart.orElse(false)) ? Verdict.MET : Verdict.MISSED).orElse(Verdict.NOT_MEASURED);
        return new Goal(what, limit, ratio, apart, verdict);
    }
}
