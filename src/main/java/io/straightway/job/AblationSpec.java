package io.straightway.job;

import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.Improvement;
import io.straightway.recipe.Network;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.recipe.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Train students by the baseline, by the full recipe of Simple ReFlow and by what lies between, all on one teacher and one set of pairs, and
 * tell what each improvement brings and costs on this data. Its training units are those of a training job: {@link #training} gives it.
 *
 * @param id idempotency key; versions of the models that come out begin with it
 * @param model name under which they are published
 * @param dataset data set they learn; the teacher's if empty
 * @param network shape of the denoiser, with the baseline's dropout; the teacher's if empty
 * @param teacher an existing model that makes the pairs and that every student begins with
 * @param teacherStage trains the teacher first; needed where there is none
 * @param teacherSeed of that stage
 * @param pairs shared by all students
 * @param students budget of each
 * @param improved what the improvements change the baseline to
 * @param rows of the table
 * @param nfe network evaluations per image, for the rows whose solver can spend them
 * @param seeds of the trainings
 * @param teacherNfe network evaluations at which the teacher is measured
 * @param judging the images that every distance is measured on
 * @param precision number format of the network
 * @param terms how the job is run
 */
public record AblationSpec(
        String id,
        String model,
        Optional<String> dataset,
        Optional<Network> network,
        Optional<ModelName> teacher,
        Optional<Stage.Teacher> teacherStage,
        long teacherSeed,
        Stage.Coupling pairs,
        Budget students,
        Recipe improved,
        List<AblationRow.Kind> rows,
        List<Integer> nfe,
        List<Long> seeds,
        List<Integer> teacherNfe,
        Judging judging,
        Precision precision,
        Terms terms)
        implements JobSpec {

    /** The number of evaluations that the paper's tables are for. */
    private static final int PAPERS_NFE = 9;

    private static final int LONGEST_ID = 80;
    private static final int MOST_NFE = 10;
    private static final int MOST_SEEDS = 30;
    private static final long LARGEST_SEED = 1_000_000_000L;

    public AblationSpec {
        rows = List.copyOf(rows);
        nfe = List.copyOf(nfe);
        seeds = List.copyOf(seeds);
        teacherNfe = List.copyOf(teacherNfe);
    }

    /**
     * How long and how each student is trained.
     *
     * @param images training images to see
     * @param checkpointImages images between two checkpoints
     * @param marks points at which a student is kept and measured on its way, the last one being its end
     * @param dropLongest share of pairs that are left out, those whose ends lie farthest apart
     */
    public record Budget(long images, Optimiser optimiser, long checkpointImages, int marks, double dropLongest) {

        /** Images seen at the marks, rising; whole batches, the last one the budget. */
        public List<Long> points() {
            TreeSet<Long> points = new TreeSet<>();
            for (int mark = 1; mark < marks; mark++) {
                long at = images / marks * mark;
                points.add(Math.max(optimiser.batch(), at - at % Math.max(1, optimiser.batch())));
            }
            return Stream.concat(points.stream().filter(point -> point < images), Stream.of(images)).toList();
        }
    }

    /**
     * The images of every distance.
     *
     * @param images how many
     * @param firstSeed seed of the first of them
     * @param statistics what is measured
     */
    public record Judging(int images, long firstSeed, Statistics statistics) {
        public Seeds seeds() {
            return new Seeds(firstSeed, images);
        }
    }

    /**
     * A training that several rows may share.
     *
     * @param improvements that it is trained with
     * @param seed of its batches
     */
    public record Student(Set<Improvement> improvements, long seed) {
        /** Fit for keys. */
        public String name() {
            return AblationRow.trainedName(improvements) + "-s" + seed;
        }
    }

    /** In the order of the table. */
    public List<AblationRow> table() {
        return AblationRow.of(rows);
    }

    /** Each distinct training once. */
    public List<Student> trainings() {
        LinkedHashSet<Student> distinct = new LinkedHashSet<>();
        table().forEach(row -> seeds.forEach(seed -> distinct.add(new Student(row.trained(), seed))));
        return List.copyOf(distinct);
    }

    /** All distances: table first, then the points on the way of the ladder's students at the main number of evaluations, then the teacher's. */
    public List<AblationCell> cells() {
        List<AblationCell> cells = new ArrayList<>();
        for (AblationRow row : table()) {
            for (int evaluations : nfe) {
                if (spends(row, evaluations)) {
                    seeds.forEach(seed -> cells.add(new AblationCell.OfStudent(row, evaluations, seed, students.images())));
                }
            }
        }
        List<Long> points = students.points();
        mainNfe().ifPresent(main -> table().stream().filter(AblationRow.Kind.LADDER.rows()::contains).forEach(
                row -> seeds.forEach(seed -> points.subList(0, points.size() - 1).forEach(point -> cells.add(new AblationCell.OfStudent(row, main, seed, point))))));
        teacherNfe.forEach(evaluations -> cells.add(new AblationCell.OfTeacher(evaluations)));
        return List.copyOf(cells);
    }

    /** The number of evaluations nearest 9 that baseline and full recipe both can spend. */
    public Optional<Integer> mainNfe() {
        return nfe.stream().filter(evaluations -> spends(AblationRow.BASELINE, evaluations) && spends(AblationRow.FULL, evaluations))
                .min(Comparator.comparing((Integer evaluations) -> Math.abs(evaluations - PAPERS_NFE)).thenComparing(Comparator.naturalOrder()));
    }

    private boolean spends(AblationRow row, int evaluations) {
        return row.sampling(improved, evaluations).solver().admits(evaluations);
    }

    /** How the images of a cell are drawn. */
    public Sampling sampling(AblationCell cell) {
        return switch (cell) {
            case AblationCell.OfStudent student -> student.row().sampling(improved, student.nfe());
            case AblationCell.OfTeacher teacher -> Sampling.teacher(teacher.nfe());
        };
    }

    /** The training job of which a student is the last model. Teacher and pairs are the same for all. */
    public TrainingSpec training(Student student) {
        Recipe recipe = AblationRow.choices(student.improvements(), improved);
        Stage.Schedule schedule = new Stage.Schedule(students.images(), recipe.objective(), students.optimiser(),
                network.map(shape -> shape.dropout() * recipe.dropoutFactor()), students.checkpointImages());
        List<Stage> stages = new ArrayList<>(teacherStage.stream().toList());
        stages.add(pairs);
        stages.add(new Stage.Reflow(schedule, recipe.name(), Optional.of(recipe.forwardShare()), students.dropLongest()));
        return new TrainingSpec(id, model, dataset.orElse(""), network, teacher, stages,
                new TrainingSpec.Evaluation(judging.images(), AblationRow.FULL.sampling(improved, mainNfe().orElse(PAPERS_NFE)), judging.statistics()),
                precision, student.seed(), terms);
    }

    /** The training job whose first stages make teacher and pairs. */
    public TrainingSpec preparation() {
        return training(new Student(AblationRow.FULL.trained(), teacherSeed));
    }

    /** Position of the pairs in {@link #training}. */
    int pairsStage() {
        return teacherStage.isPresent() ? 1 : 0;
    }

    @Override
    public List<Violation> violations() {
        Checks checks = Checks.begin();
        checks.require(id.length() <= LONGEST_ID, "id", id.length() + " characters", "at most " + LONGEST_ID + ", because versions of models begin with it");
        checks.require(dataset.isPresent() || teacher.isPresent(), "dataset", "missing", "a data set, or a teacher that knows its own");
        checks.require(teacherStage.isPresent() || teacher.isPresent(), "teacherStage", "missing", "a teacher stage, or the field teacher");
        checks.between("students.marks", students.marks(), 1, 20);
        checks.between("improved.dropoutFactor", improved.dropoutFactor(), 0.0, 1.0);
        checks.between("improved.forwardShare", improved.forwardShare(), 0.0, 1.0);
        checks.require(improved.sampling().guidance() instanceof Guidance.None, "improved.sampling.guidance", improved.sampling().guidance().name(),
                "none, because students are compared unguided");
        several(checks, "nfe", nfe, 1, MOST_NFE);
        several(checks, "seeds", seeds, 1, MOST_SEEDS);
        several(checks, "teacherNfe", teacherNfe, 0, MOST_NFE);
        seeds.forEach(seed -> checks.between("seeds", seed, 0, LARGEST_SEED));
        checks.between("firstSeed", judging.firstSeed(), 0, (1L << 53) - 1 - judging.images());
        checks.require(!judging.statistics().interval() || judging.images() >= 20, "images", judging.images(), "20 or more for an interval");
        nfe.forEach(evaluations -> checks.require(table().stream().anyMatch(row -> spends(row, evaluations)), "nfe", evaluations,
                both(AblationRow.BASELINE, AblationRow.FULL)));
        teacherNfe.forEach(evaluations -> checks.require(new Solver.Heun().admits(evaluations), "teacherNfe", evaluations, new Solver.Heun().allowedNfe()));
        checks.require(mainNfe().isPresent(), "nfe", nfe, "among others " + both(AblationRow.BASELINE, AblationRow.FULL));
        if (checks.violations().isEmpty()) {
            checks.require(cells().size() <= GenerationSpec.MOST_SHARDS, "seeds", cells().size() + " cells of rows, evaluations, seeds and marks",
                    "at most " + GenerationSpec.MOST_SHARDS + " cells");
        }
        Stream<Violation> derived = Stream.of(training(new Student(Set.of(), 0)), preparation())
                .flatMap(training -> training.violations().stream()).map(this::own);
        // What is wrong with the name of a data set that is not given is told above.
        return Stream.concat(checks.violations().stream(), derived.filter(v -> dataset.isPresent() || !v.field().equals("dataset"))).distinct().toList();
    }

    private String both(AblationRow one, AblationRow other) {
        Solver first = one.sampling(improved, PAPERS_NFE).solver();
        Solver second = other.sampling(improved, PAPERS_NFE).solver();
        return first.equals(second) ? first.allowedNfe() : first.allowedNfe() + ", and " + second.allowedNfe();
    }

    private static void several(Checks checks, String field, List<? extends Number> values, int least, int most) {
        checks.require(values.size() >= least && values.size() <= most && Set.copyOf(values).size() == values.size(), field, values,
                least + " to " + most + " different numbers");
    }

    /** A violation of {@link #training} in the words of this job. */
    Violation own(Violation violation) {
        String field = violation.field();
        String reflow = "stages[" + (pairsStage() + 1) + "].";
        String renamed = field.startsWith(reflow + "forwardShare") ? "improved.forwardShare"
                : field.startsWith(reflow + "objective") ? field.replace(reflow, "improved.")
                : field.startsWith("evaluation.sampling") ? field.replace("evaluation.", "improved.")
                : field.replace(reflow, "students.").replace("stages[" + pairsStage() + "].", "pairs.").replace("stages[0].", "teacherStage.")
                        .replace("evaluation.", "");
        return new Violation(renamed, violation.value(), violation.allowed());
    }

    AblationSpec on(String found) {
        return new AblationSpec(id, model, Optional.of(found), network, teacher, teacherStage, teacherSeed, pairs, students, improved, rows, nfe, seeds,
                teacherNfe, judging, precision, terms);
    }

    /** @param prepared {@link #preparation}, admitted */
    AblationSpec pinned(TrainingSpec prepared) {
        return new AblationSpec(id, model, dataset, prepared.network(), prepared.teacher(),
                teacherStage.map(stage -> (Stage.Teacher) prepared.stages().getFirst()), teacherSeed, (Stage.Coupling) prepared.stages().get(pairsStage()),
                students, improved, rows, nfe, seeds, teacherNfe, judging, precision, terms);
    }
}
