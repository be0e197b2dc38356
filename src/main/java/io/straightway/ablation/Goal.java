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
public record Goal(String what, double limit, Optional<Ratio> ratio, Optional<Boolean> apart, Verdict verdict) {
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
                of("full recipe against baseline at " + main + " evaluations, intervals apart", FULL,
                        AblationReport.ratio(findings, AblationRow.FULL, AblationRow.BASELINE, main), apart(full, baseline), true),
                of("inference improvements alone against baseline at " + main + " evaluations", INFERENCE,
                        AblationReport.ratio(findings, AblationRow.INFERENCE, AblationRow.BASELINE, main),
                        apart(AblationReport.estimate(findings, AblationRow.INFERENCE, main), baseline), false),
                of("full recipe at " + main + " evaluations against the teacher at " + many.map(String::valueOf).orElse("no number of") + " evaluations", 1,
                        many.flatMap(nfe -> AblationReport.ratioToTeacher(findings, AblationRow.FULL, main, nfe)),
                        apart(full, many.flatMap(nfe -> AblationReport.teacher(findings, nfe))), false));
    }

    private static Optional<Boolean> apart(Optional<Estimate> one, Optional<Estimate> other) {
        return one.flatMap(mine -> other.flatMap(mine::apartFrom));
    }

    private static Goal of(String what, double limit, Optional<Ratio> ratio, Optional<Boolean> apart, boolean mustBeApart) {
        Verdict verdict = ratio.map(found -> found.value() <= limit && (!mustBeApart || apart.orElse(false)) ? Verdict.MET : Verdict.MISSED).orElse(Verdict.NOT_MEASURED);
        return new Goal(what, limit, ratio, apart, verdict);
    }
}
