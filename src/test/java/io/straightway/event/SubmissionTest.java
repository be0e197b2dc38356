package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.straightway.job.AblationSpec;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobSpec;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Grid;
import io.straightway.recipe.NetworkPreset;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.recipe.Violation;
import io.straightway.recipe.Weight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionTest {
    private final Wire wire = new Wire(new WireFormat.SingleObject());

    @Test
    void aMinimalGenerationJobIsOneLine() {
        Submission read = generation("{\"id\":\"g-1\",\"model\":\"emoji\",\"images\":64}");
        GenerationSpec spec = (GenerationSpec) spec(read);
        assertThat(spec.violations()).isEmpty();
        assertThat(spec.seeds().first()).isZero();
        assertThat(spec.classes()).isEqualTo(new Classes.Uniform());
        assertThat(spec.sampling()).isEmpty();
        assertThat(spec.precision()).isEqualTo(Precision.FP32);
        assertThat(spec.shardImages()).isEqualTo(4096);
        assertThat(spec.batch()).isEqualTo(64);
        assertThat(spec.reference()).isEmpty();
    }

    @Test
    void aMinimalTrainingJobIsOneLine() {
        TrainingSpec spec = (TrainingSpec) spec(training("""
                {"id":"t-1","model":"emoji","dataset":"emoji","stages":[{"kind":"teacher","images":1000},{"kind":"pairs","count":500},{"kind":"reflow","images":1000}]}"""));
        assertThat(spec.violations()).isEmpty();
        assertThat(spec.stages()).containsExactly(
                new Stage.Teacher(new Stage.Schedule(1000, Objective.edm(), Optimiser.small(), Optional.empty(), 10_000), false, 0),
                new Stage.Pairs(500, Optional.empty(), false, Sampling.teacher(35), 4096, 64),
                new Stage.Reflow(new Stage.Schedule(1000, Objective.reflow(), Optimiser.small(), Optional.empty(), 10_000), "dyn+lrn+inf", Optional.empty(), 0));
        assertThat(spec.evaluation()).isEqualTo(new TrainingSpec.Evaluation(10_000, Sampling.reflow(9)));
    }

    @Test
    void aMinimalAblationJobIsOneLine() {
        AblationSpec spec = (AblationSpec) spec(wire.readAblationJob("""
                {"id":"a-1","teacher":"emoji","pairs":{"kind":"pairs","count":500},"students":{"images":1000}}""".getBytes(StandardCharsets.UTF_8)));
        assertThat(spec.violations()).isEmpty();
        assertThat(spec.model()).isEqualTo("a-1");
        assertThat(spec.students()).isEqualTo(new AblationSpec.Budget(1000, Optimiser.small(), 10_000, 4, 0));
        assertThat(spec.improved()).isEqualTo(Recipe.full());
        assertThat(spec.rows()).containsExactly(AblationRow.Kind.values());
        assertThat(spec.nfe()).containsExactly(5, 9, 15);
        assertThat(spec.seeds()).containsExactly(0L, 1L, 2L);
        assertThat(spec.teacherNfe()).containsExactly(9, 35);
        assertThat(spec.judging().statistics().interval()).isTrue();
    }

    @Test
    void stagesOfAnAblationAreNotWired() {
        // When
        Submission submission = wire.readAblationJob("""
                {"id": "a", "teacher": "emoji", "students": {"images": 100}, "pairs": {"kind": "pairs", "count": 10, "from": "model:other", "label": "mine"}}"""
                .getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(((Submission.Unreadable) submission).violations()).extracting(Violation::toString).containsExactlyInAnyOrder(
                "pairs.from is model:other, allowed: nothing, because a stage of an ablation has no such option",
                "pairs.label is mine, allowed: nothing, because a stage of an ablation has no such option");
    }

    @ParameterizedTest
    @ValueSource(strings = {"emoji-ablation.yaml", "fashion-ablation.yaml"})
    void theExamplesOfAblationsAreValid(String file) throws IOException {
        AblationSpec spec = (AblationSpec) spec(wire.readAblationJob(new YAMLMapper().readTree(Files.readString(Path.of("docs/examples", file))).toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(spec.violations()).isEmpty();
        // 4 rows, 2 numbers of evaluations, 3 seeds; 4 rows, 1 mark on the way, 3 seeds; the teacher twice
        assertThat(spec.cells()).hasSize(24 + 12 + 2);
        assertThat(spec.trainings()).hasSize(9);
    }

    @Test
    void anAblationJobOfOtherStagesIsRefused() {
        Submission read = wire.readAblationJob("""
                {"id":"a-1","teacherStage":{"kind":"pairs","count":5},"pairs":{"kind":"reflow","images":5},"students":{"images":1000},"rows":["ladders"]}"""
                .getBytes(StandardCharsets.UTF_8));
        assertThat(((Submission.Unreadable) read).violations()).extracting(Violation::field).contains("teacherStage.kind", "pairs.kind", "rows");
    }

    @Test
    void aModelThatIsOnlyATeacherIsJudgedAsATeacher() {
        TrainingSpec spec = (TrainingSpec) spec(training(
                "{\"id\":\"t\",\"model\":\"m\",\"dataset\":\"d\",\"stages\":[{\"kind\":\"TEACHER\",\"images\":9}]}"));
        assertThat(spec.evaluation().sampling()).isEqualTo(Sampling.teacher(35));
    }

    @Test
    void partsOfASamplingAreFilledIn() {
        GenerationSpec spec = (GenerationSpec) spec(generation(
                " \n{\"id\":\"g\",\"model\":\"m@2\",\"images\":1,\"labels\":[4,2],\"precision\":\"bf16\",\"sampling\":{\"nfe\":6,\"solver\":{\"name\":\"Adams-Bashforth\"}}}"));
        assertThat(spec.sampling()).contains(new Sampling(new Solver.AdamsBashforth(2), new Grid.Sigmoid(20), 6));
        assertThat(spec.classes()).isEqualTo(new Classes.Listed(List.of(4, 2)));
        assertThat(spec.precision()).isEqualTo(Precision.BF16);
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        Submission read = generation("""
                {"id":"bad id","model":"m","images":5,"classes":"some","precision":"fp8","batch":0,
                 "sampling":{"nfe":0,"solver":{"name":"leapfrog","r":1},"grid":{"name":"edm","kappa":3}}}""");
        assertThat(fields(read)).containsExactlyInAnyOrder(
                "classes", "sampling.solver.name", "sampling.grid.kappa", "precision", "id", "batch", "sampling.nfe");
        assertThat(read.id()).isEqualTo("bad id");
    }

    @Test
    void stagesTakeOnlyWhatTheyUse() {
        Submission read = training("""
                {"id":"t","model":"m","dataset":"d","stages":[
                 {"kind":"teacher","count":3},{"kind":"pairs","count":3,"dropout":0.1},{"kind":"distil","images":3},
                 {"kind":"reflow","images":0,"objective":{"weight":"heavy","lossMap":{"name":"pseudo-huber"}}}]}""");
        assertThat(fields(read)).containsExactlyInAnyOrder("stages[0].images", "stages[0].count", "stages[1].dropout", "stages[2].kind",
                "stages[3].objective.weight", "stages[3].objective.lossMap.c", "stages[3].images");
    }

    @Test
    void aRecipeDecidesWhatIsLeftOpen() {
        TrainingSpec baseline = (TrainingSpec) spec(training(recipe("\"recipe\":\"Baseline\"")));
        TrainingSpec inference = (TrainingSpec) spec(training(recipe("\"recipe\":\"inf\",\"objective\":{\"weight\":\"edm\"}")));

        assertThat(((Stage.Reflow) baseline.stages().getLast()).schedule().objective()).isEqualTo(Objective.baseline());
        assertThat(baseline.evaluation().sampling()).isEqualTo(Recipe.baseline().sampling());
        assertThat(((Stage.Reflow) inference.stages().getLast()).schedule().objective())
                .isEqualTo(new Objective(Objective.baseline().timeLaw(), Weight.EDM, Objective.baseline().lossMap()));
        assertThat(inference.evaluation().sampling()).isEqualTo(Sampling.reflow(9));
        assertThat(fields(training(recipe("\"recipe\":\"best\",\"dropLongest\":1,\"forwardShare\":2"))))
                .containsExactlyInAnyOrder("stages[1].recipe", "stages[1].dropLongest", "stages[1].forwardShare");
    }

    private static String recipe(String options) {
        return "{\"id\":\"t\",\"model\":\"m\",\"dataset\":\"d\",\"teacher\":\"x\",\"stages\":[{\"kind\":\"pairs\",\"count\":9},{\"kind\":\"reflow\",\"images\":9," + options + "}]}";
    }

    @Test
    void aNetworkMayBeNamed() {
        String job = "{\"id\":\"t\",\"model\":\"m\",\"dataset\":\"d\",\"stages\":[{\"kind\":\"teacher\",\"images\":9}],\"networkPreset\":\"NAME\"}";

        assertThat(((TrainingSpec) spec(training(job.replace("NAME", "ffhq64-ncsnpp")))).network()).contains(NetworkPreset.FFHQ64_NCSNPP.network());
        assertThat(fields(training(job.replace("NAME", "huge")))).containsExactly("networkPreset");
    }

    @Test
    void importedPairsTakeNoOtherOption() {
        assertThat(((TrainingSpec) spec(training(recipe("\"images\":9").replace("\"count\":9", "\"name\":\"rfpp\"").replace(",\"images\":9,\"images\":9", ",\"images\":9")))).stages().getFirst())
                .isEqualTo(new Stage.StoredPairs("rfpp"));
        assertThat(fields(training(recipe("\"recipe\":\"inf\"").replace("\"count\":9", "\"count\":9,\"name\":\"rfpp\"")))).containsExactly("stages[0].count");
    }

    @Test
    void explicitGridsNeedTimes() {
        assertThat(fields(generation("{\"id\":\"g\",\"model\":\"m\",\"images\":1,\"sampling\":{\"grid\":{\"name\":\"explicit\"}}}")))
                .containsExactly("sampling.grid.times");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"imagez\":2|imagez",
        "\"sampling\":{\"nfee\":9}|sampling.nfee",
        "\"sampling\":{\"nfe\":\"nine\"}|sampling.nfe",
        "\"sampling\":{\"grid\":{\"name\":\"sigmoid\",\"kappa\":1e999}}|sampling.grid.kappa",
        "\"sampling\":{\"grid\":{\"name\":\"explicit\",\"times\":[1,\"x\",0]}}|sampling.grid.times[1]",
        "\"sampling\":9|sampling",
        "\"batch\":1.5|batch",
        "\"batch\":null|batch",
        "\"batch\":4294967297|batch",
        "\"labels\":[1,2.5]|labels[1]",
    })
    void aFieldThatDoesNotFitTheSchemaIsNamed(String member, String place) {
        Submission read = generation("{\"id\":\"g\",\"model\":\"m\",\"images\":1," + member + "}");
        assertThat(read.id()).isEqualTo("g");
        assertThat(fields(read)).containsExactly(place);
    }

    private Submission generation(String json) {
        return wire.readGenerationJob(json.getBytes(StandardCharsets.UTF_8));
    }

    private Submission training(String json) {
        return wire.readTrainingJob(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JobSpec spec(Submission submission) {
        return assertThat(submission).asInstanceOf(type(Submission.Readable.class)).actual().spec();
    }

    private static List<String> fields(Submission submission) {
        return assertThat(submission).asInstanceOf(type(Submission.Unreadable.class)).actual().violations().stream().map(Violation::field).toList();
    }
}
