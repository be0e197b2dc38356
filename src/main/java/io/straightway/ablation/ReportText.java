package io.straightway.ablation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code report.md}: a report for people, in Markdown that also reads well on a terminal. */
public final class ReportText {
    private final AblationReport report;
    private final StringBuilder text = new StringBuilder();

    private ReportText(AblationReport report) {
        this.report = report;
    }

    public static String of(AblationReport report) {
        ReportText words = new ReportText(report);
        words.head();
        words.table();
        words.goals();
        words.steps();
        words.students();
        words.origin();
        return words.text.toString();
    }

    private void head() {
        line("# Ablation %s: %s on %s", report.job(), report.distance(), report.dataset());
        line("");
        line("Teacher %s; students of %s kimg each, seeds %s; every distance of %d images, seeds %d to %d.", report.teacher(),
                number(report.trainingImages() / 1000.0), report.seeds(), report.images(), report.firstSeed(), report.firstSeed() + report.images() - 1);
        line("");
        line("%s", report.first().why());
        line("");
    }

    private void table() {
        line("| row | NFE | distance | 95 %% interval | times BSL | training kimg | training s | evaluations per image |");
        line("|---|---:|---:|---|---|---:|---:|---:|");
        for (AblationReport.Line row : report.table()) {
            line("| %s | %d | %s | %s | %s | %s | %s | %s |", row.row(), row.nfe(), distance(row.distance()), interval(row.distance()),
                    row.ratio().map(ReportText::ratio).orElse(""), number(report.trainingImages() / 1000.0),
                    row.trainSeconds().map(seconds -> String.format(Locale.ROOT, "%.0f", seconds)).orElse(""), number(row.sampleEvaluations()));
        }
        for (AblationReport.TeacherLine row : report.teacherRows()) {
            line("| teacher | %d | %s | %s | | | | %d |", row.nfe(), distance(row.distance()), interval(row.distance()), row.nfe());
        }
        line("");
        line("A distance is the mean over the seeds ± their standard deviation. Training s is the device time of one student; rows with the same");
        line("improvements of training share it. docs/how-to/ablation.md says what the interval holds.");
        line("");
    }

    private void goals() {
        line("## Goals");
        line("");
        for (Goal goal : report.goals()) {
            line("- **%s**: %s: %s, wanted at most %s%s.", goal.verdict().name().replace('_', ' '), goal.what(),
                    goal.ratio().map(ReportText::ratio).orElse("not measured"), goal.limit(),
                    goal.apart().map(apart -> apart ? "; the intervals of the two distances do not overlap" : "; the intervals of the two distances overlap").orElse("")
                            + goal.ratio().map(ratio -> String.format(Locale.ROOT, "; %.1f %% %s the limit", 100 * Math.abs(ratio.value() / goal.limit() - 1),
                                    ratio.value() <= goal.limit() ? "below" : "above")).orElse(""));
        }
        line("");
    }

    private void steps() {
        line("## What each step brings at %d evaluations", report.mainNfe());
        line("");
        line("| step | from | to | distance times | beyond chance | training s |");
        line("|---|---|---|---|---|---:|");
        for (Step step : report.steps()) {
            line("| %s | %s | %s | %s | %s | %.0f |", step.name(), step.from(), step.to(), ratio(step.ratio()),
                    step.sure().map(sure -> sure ? "yes" : "no").orElse("not known"), step.trainSeconds());
        }
        line("");
        line("Behind a ratio stands its own 95 %% interval: what the images do to both sides is taken out, so that it is narrower than those of the");
        line("distances. Beyond chance is what it says, or what those say where it is missing or trainings were made with one seed. The first step is chosen by this rule: of the groups, and of the single improvements, those that lower the distance beyond");
        line("chance come first; then those that need no training; then the largest gain, divided by the training time where there is one.");
        line("");
    }

    private void students() {
        line("## Models");
        line("");
        line("| student | model | training s |");
        line("|---|---|---:|");
        report.students().forEach(student -> line("| %s | %s | %.0f |", student.name(), student.model(), student.trainSeconds()));
        line("");
    }

    private void origin() {
        long cells = report.cells().stream().filter(cell -> cell.takenOverFrom().isPresent()).count();
        long students = report.students().stream().filter(student -> student.takenOverFrom().isPresent()).count();
        if (cells + students > 0) {
            line("%d of %d cells and %d of %d students were taken over from earlier jobs: %s.", cells, report.cells().size(), students, report.students().size(),
                    Stream.concat(report.cells().stream().flatMap(cell -> cell.takenOverFrom().stream()),
                            report.students().stream().flatMap(student -> student.takenOverFrom().stream())).distinct().sorted().collect(Collectors.joining(", ")));
        }
        missing(report.missing());
    }

    private void missing(List<String> cells) {
        if (!cells.isEmpty()) {
            line("");
            line("%d cells failed and are missing:", cells.size());
            line("");
            cells.forEach(cell -> line("- %s", cell));
        }
    }

    private static String distance(Estimate estimate) {
        return number(estimate.mean()) + estimate.spread().map(spread -> " ± " + number(spread)).orElse("");
    }

    private static String interval(Estimate estimate) {
        return estimate.interval().map(bounds -> number(bounds.lower()) + " to " + number(bounds.upper())).orElse("");
    }

    private static String ratio(Ratio ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio.value())
                + ratio.interval().map(bounds -> String.format(Locale.ROOT, " (%.3f to %.3f)", bounds.lower(), bounds.upper())).orElse("");
    }

    private static String number(double value) {
        return Optional.of(value).filter(v -> v == Math.rint(v) && Math.abs(v) < 1e9).map(v -> Long.toString(v.longValue()))
                .orElseGet(() -> String.format(Locale.ROOT, "%.4g", value));
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
