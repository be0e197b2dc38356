package io.straightway.ablation;

import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Distance;
import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Improvement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code report.json} of an ablation.
 *
 * @param job its id
 * @param dataset that was learned and compared with
 * @param teacher of all students
 * @param distance name of the distance
 * @param images behind each distance
 * @param firstSeed of these images
 * @param seeds of the trainings
 * @param trainingImages of each student
 * @param mainNfe evaluations that verdicts are about
 * @param table rows by evaluations
 * @param teacherRows the teacher by evaluations
 * @param curve distance over training images, at {@code mainNfe}
 * @param goals what was hoped for, and what came
 * @param steps what each group and each improvement brings
 * @param first the step to begin with
 * @param students the models
 * @param cells every distance with its provenance
 * @param missing cells that failed
 */
public record AblationReport(
        String job,
        String dataset,
        String teacher,
        String distance,
        int images,
        long firstSeed,
        List<Long> seeds,
        long trainingImages,
        int mainNfe,
        List<Line> table,
        List<TeacherLine> teacherRows,
        List<Point> curve,
        List<Goal> goals,
        List<Step> steps,
        FirstStep first,
        List<StudentLine> students,
        List<CellLine> cells,
        List<String> missing) {

    /**
     * A row at one number of evaluations.
     *
     * @param row its name
     * @param improvements that it has
     * @param distance over the seeds
     * @param ratio to the baseline at the same number of evaluations; empty if that is missing
     * @param trainSeconds device time of one training, mean over the seeds; empty if no student is there
     * @param sampleEvaluations network evaluations per image
     * @param sampleSeconds device time per image, mean over the cells, measuring included
     */
    public record Line(String row, List<String> improvements, int nfe, Estimate distance, Optional<Ratio> ratio, Optional<Double> trainSeconds,
            double sampleEvaluations, double sampleSeconds) {}

    public record TeacherLine(int nfe, Estimate distance, double sampleSeconds) {}

    /** @param images that the students have seen */
    public record Point(String row, long images, Estimate distance) {}

    public record StudentLine(String name, String model, List<String> improvements, long seed, double trainSeconds, Optional<String> takenOverFrom) {}

    public record CellLine(String cell, Distance distance, String key, Optional<String> takenOverFrom) {}

    public AblationReport {
        seeds = List.copyOf(seeds);
        table = List.copyOf(table);
        teacherRows = List.copyOf(teacherRows);
        curve = List.copyOf(curve);
        goals = List.copyOf(goals);
        steps = List.copyOf(steps);
        students = List.copyOf(students);
        cells = List.copyOf(cells);
        missing = List.copyOf(missing);
    }

    /** @throws IllegalArgumentException if nothing was measured */
    public static AblationReport of(Findings findings) {
        AblationSpec spec = findings.spec();
        Distance any = findings.cells().values().stream().findFirst().map(Findings.Cell::distance)
                .orElseThrow(() -> new IllegalArgumentException("no cell of job " + spec.id() + " was measured"));
        int main = spec.mainNfe().orElseThrow();
        List<Line> table = table(findings);
        List<TeacherLine> teacher = teacher(findings);
        List<Step> steps = Step.all(findings, main);
        return new AblationReport(spec.id(), spec.dataset().orElseThrow(), findings.teacher().toString(), any.label(), spec.judging().images(),
                spec.judging().firstSeed(), spec.seeds(), spec.students().images(), main, table, teacher, curve(findings, main),
                Goal.all(findings, main), steps, FirstStep.of(steps), students(findings), cells(findings), missing(findings));
    }

    /** A row over its seeds; empty if none of them was measured. */
    static Optional<Estimate> estimate(Findings findings, AblationRow row, int nfe, long images) {
        List<Distance> distances = List.copyOf(distances(findings, row, nfe, images).values());
        return distances.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(distances));
    }

    static Optional<Estimate> estimate(Findings findings, AblationRow row, int nfe) {
        return estimate(findings, row, nfe, findings.spec().students().images());
    }

    static Optional<Estimate> teacher(Findings findings, int nfe) {
        return findings.cell(new AblationCell.OfTeacher(nfe)).map(cell -> Estimate.of(List.of(cell.distance())));
    }

    /** What a row's distance is times another's; empty if one of them was not measured. */
    static Optional<Ratio> ratio(Findings findings, AblationRow row, AblationRow other, int nfe) {
        SortedMap<Long, Distance> ones = distances(findings, row, nfe, findings.spec().students().images());
        SortedMap<Long, Distance> others = distances(findings, other, nfe, findings.spec().students().images());
        return ones.isEmpty() || others.isEmpty() ? Optional.empty() : Optional.of(Ratio.of(ones, others));
    }

    /** What a row's distance is times the teacher's, which is one and the same for all seeds; empty if one of them was not measured. */
    static Optional<Ratio> ratioToTeacher(Findings findings, AblationRow row, int nfe, int teachersNfe) {
        SortedMap<Long, Distance> ones = distances(findings, row, nfe, findings.spec().students().images());
        return findings.cell(new AblationCell.OfTeacher(teachersNfe)).filter(teacher -> !ones.isEmpty()).map(teacher -> {
            SortedMap<Long, Distance> others = new TreeMap<>();
            ones.keySet().forEach(seed -> others.put(seed, teacher.distance()));
            return Ratio.of(ones, others);
        });
    }

    /** By the seeds of the trainings. */
    private static SortedMap<Long, Distance> distances(Findings findings, AblationRow row, int nfe, long images) {
        SortedMap<Long, Distance> distances = new TreeMap<>();
        measured(findings, row, nfe, images).forEach((seed, cell) -> distances.put(seed, cell.distance()));
        return distances;
    }

    /** Device time of one training; empty if there is no such student. */
    static Optional<Double> trainSeconds(Findings findings, AblationRow row) {
        List<Findings.Student> trained = findings.spec().seeds().stream()
                .flatMap(seed -> Optional.ofNullable(findings.students().get(new AblationSpec.Student(row.trained(), seed))).stream()).toList();
        return trained.isEmpty() ? Optional.empty() : Optional.of(trained.stream().mapToDouble(Findings.Student::seconds).average().orElseThrow());
    }

    /** By the seeds of the trainings. */
    private static SortedMap<Long, Findings.Cell> measured(Findings findings, AblationRow row, int nfe, long images) {
        SortedMap<Long, Findings.Cell> measured = new TreeMap<>();
        findings.spec().seeds().forEach(seed -> findings.cell(new AblationCell.OfStudent(row, nfe, seed, images)).ifPresent(cell -> measured.put(seed, cell)));
        return measured;
    }

    private static List<Line> table(Findings findings) {
        List<Line> lines = new ArrayList<>();
        for (AblationRow row : findings.spec().table()) {
            for (int nfe : findings.spec().nfe()) {
                List<Findings.Cell> cells = List.copyOf(measured(findings, row, nfe, findings.spec().students().images()).values());
                if (!cells.isEmpty()) {
                    Estimate distance = Estimate.of(cells.stream().map(Findings.Cell::distance).toList());
                    lines.add(new Line(row.name(), labels(row.improvements()), nfe, distance,
                            ratio(findings, row, AblationRow.BASELINE, nfe), trainSeconds(findings, row),
                            cells.stream().mapToDouble(cell -> (double) cell.usage().evaluations() / cell.distance().images()).average().orElseThrow(),
                            secondsPerImage(cells)));
                }
            }
        }
        return lines;
    }

    private static double secondsPerImage(List<Findings.Cell> cells) {
        return cells.stream().mapToDouble(cell -> cell.usage().deviceSeconds() / cell.distance().images()).average().orElseThrow();
    }

    private static List<TeacherLine> teacher(Findings findings) {
        return findings.spec().teacherNfe().stream().flatMap(nfe -> findings.cell(new AblationCell.OfTeacher(nfe)).stream()
                .map(cell -> new TeacherLine(nfe, Estimate.of(List.of(cell.distance())), secondsPerImage(List.of(cell))))).toList();
    }

    private static List<Point> curve(Findings findings, int nfe) {
        List<Point> points = new ArrayList<>();
        findings.spec().table().stream().filter(AblationRow.Kind.LADDER.rows()::contains).forEach(row -> findings.spec().students().points().forEach(
                images -> estimate(findings, row, nfe, images).ifPresent(distance -> points.add(new Point(row.name(), images, distance)))));
        return points;
    }

    private static List<StudentLine> students(Findings findings) {
        return findings.spec().trainings().stream().flatMap(student -> Optional.ofNullable(findings.students().get(student)).stream()
                .map(found -> new StudentLine(student.name(), found.model().toString(), labels(student.improvements()), student.seed(), found.seconds(),
                        other(findings, found.by())))).toList();
    }

    private static List<CellLine> cells(Findings findings) {
        return findings.spec().cells().stream().flatMap(cell -> findings.cell(cell).stream()
                .map(found -> new CellLine(cell.label(), found.distance(), found.key(), other(findings, found.by())))).toList();
    }

    private static Optional<String> other(Findings findings, String job) {
        return Optional.of(job).filter(by -> !by.equals(findings.spec().id()));
    }

    private static List<String> missing(Findings findings) {
        return findings.spec().cells().stream().filter(cell -> findings.cell(cell).isEmpty()).map(AblationCell::label).toList();
    }

    private static List<String> labels(Iterable<Improvement> improvements) {
        List<String> labels = new ArrayList<>();
        improvements.forEach(improvement -> labels.add(improvement.label()));
        return labels;
    }
}
