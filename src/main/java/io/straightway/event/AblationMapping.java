package io.straightway.event;

import static io.straightway.event.RecipeReader.constant;

import io.straightway.job.AblationSpec;
import io.straightway.job.Deadline;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.Statistics;
import io.straightway.job.Wiring;
import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Ablation jobs to and from Avro, with the defaults that depend on nothing outside. */
final class AblationMapping {
    /** An ablation compares, so it wants to know how sure its distances are. */
    private static final Statistics WITH_INTERVAL = new Statistics(Optional.empty(), true, false, false, false);

    private AblationMapping() {}

    static Submission read(io.straightway.schema.AblationJob job) {
        Checks checks = Checks.begin();
        AblationSpec spec = new AblationSpec(
                job.getId(),
                Objects.requireNonNullElse(job.getModel(), job.getId()),
                Optional.ofNullable(job.getDataset()),
                Optional.ofNullable(job.getNetwork()).map(network -> RecipeReader.network(network, checks.in("network"))),
                Optional.ofNullable(job.getTeacher()).map(ModelName::parse),
                Optional.ofNullable(job.getTeacherStage()).flatMap(stage -> teacher(stage, checks.in("teacherStage"))),
                job.getTeacherSeed(),
                pairs(job.getPairs(), checks.in("pairs")),
                budget(job.getStudents()),
                improved(job.getImproved(), checks.in("improved")),
                rows(job.getRows(), checks),
                job.getNfe(),
                job.getSeeds(),
                job.getTeacherNfe(),
                new AblationSpec.Judging(job.getImages(), job.getFirstSeed(),
                        job.getStatistics() == null ? WITH_INTERVAL : JobReader.statistics(job.getStatistics())),
                constant(Precision.class, "precision", job.getPrecision(), checks),
                JobReader.terms(job.getPriority(), job.getPool(), Optional.ofNullable(job.getDeadline()), checks));
        return Submission.of(spec, checks.violations());
    }

    private static Optional<Stage.Teacher> teacher(io.straightway.schema.Stage given, Checks checks) {
        Stage stage = stage(given, checks);
        checks.require(stage instanceof Stage.Teacher, "kind", given.getKind(), "teacher");
        return Optional.of(stage).filter(Stage.Teacher.class::isInstance).map(Stage.Teacher.class::cast);
    }

    private static Stage.Coupling pairs(io.straightway.schema.Stage given, Checks checks) {
        Stage stage = stage(given, checks);
        checks.require(stage instanceof Stage.Coupling, "kind", given.getKind(), "pairs");
        return stage instanceof Stage.Coupling coupling ? coupling : new Stage.StoredPairs("unknown");
    }

    /** Its place in the ablation is given, so it can't say where it takes things from. */
    private static Stage stage(io.straightway.schema.Stage given, Checks checks) {
        Stage stage = JobReader.stage(given, checks);
        new Options(checks, "a stage of an ablation").with("label", given.getLabel()).with("from", given.getFrom()).with("pairs", given.getPairs()).refuseRest();
        return stage;
    }

    private static AblationSpec.Budget budget(io.straightway.schema.StudentBudget given) {
        return new AblationSpec.Budget(given.getImages(), given.getOptimiser() == null ? Optimiser.small() : RecipeReader.optimiser(given.getOptimiser()),
                given.getCheckpointImages(), given.getMarks(), given.getDropLongest());
    }

    private static Recipe improved(io.straightway.schema.Improved given, Checks checks) {
        Recipe full = Recipe.full();
        return given == null ? full : new Recipe(full.name(),
                RecipeReader.objective(given.getObjective(), full.objective(), checks.in("objective")),
                RecipeReader.sampling(given.getSampling(), full.sampling(), checks.in("sampling")),
                Objects.requireNonNullElse(given.getDropoutFactor(), full.dropoutFactor()),
                Objects.requireNonNullElse(given.getForwardShare(), full.forwardShare()));
    }

    private static List<AblationRow.Kind> rows(List<String> given, Checks checks) {
        List<AblationRow.Kind> kinds = new ArrayList<>();
        for (String name : given) {
            Arrays.stream(AblationRow.Kind.values()).filter(kind -> name(kind).equals(RecipeReader.name(name))).findFirst().ifPresentOrElse(kinds::add,
                    () -> checks.require(false, "rows", name, "ladder, alone or left-out"));
        }
        return kinds;
    }

    private static String name(AblationRow.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static io.straightway.schema.AblationJob write(AblationSpec spec) {
        AblationSpec.Budget budget = spec.students();
        Recipe improved = spec.improved();
        return new io.straightway.schema.AblationJob(
                spec.id(),
                spec.model(),
                spec.dataset().orElse(null),
                spec.teacher().map(ModelName::toString).orElse(null),
                spec.network().map(RecipeWriter::network).orElse(null),
                spec.teacherStage().map(stage -> JobWriter.stage(stage, Wiring.PLAIN)).orElse(null),
                spec.teacherSeed(),
                JobWriter.stage(spec.pairs(), Wiring.PLAIN),
                new io.straightway.schema.StudentBudget(budget.images(), RecipeWriter.optimiser(budget.optimiser()), budget.checkpointImages(), budget.marks(),
                        budget.dropLongest()),
                new io.straightway.schema.Improved(RecipeWriter.objective(improved.objective()), improved.dropoutFactor(), improved.forwardShare(),
                        RecipeWriter.sampling(improved.sampling())),
                spec.rows().stream().map(AblationMapping::name).toList(),
                spec.nfe(),
                spec.seeds(),
                spec.teacherNfe(),
                spec.judging().images(),
                spec.judging().firstSeed(),
                JobWriter.statistics(spec.judging().statistics()),
                spec.precision().name(),
                spec.terms().priority().name(),
                spec.terms().pool(),
                spec.terms().deadline().map(Deadline::text).orElse(null));
    }
}
