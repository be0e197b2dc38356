package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Work;
import io.straightway.json.Json;
import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Grid;
import io.straightway.recipe.LossMap;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.recipe.TimeLaw;
import io.straightway.recipe.Violation;
import io.straightway.recipe.Weight;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Consistency stages as they are written in jobs. */
class ConsistencyJobTest {
    private final Wire wire = new Wire(new WireFormat.SingleObject());

    @Test
    void aStageNeedsNothingButItsImages() {
        TrainingSpec spec = readable("{\"kind\":\"pairs\",\"count\":9},{\"kind\":\"reflow\",\"images\":9},{\"kind\":\"Consistency\",\"images\":500}", "");

        assertThat(spec.stages().getLast()).isEqualTo(new Stage.Consistency(
                new Stage.Schedule(500, Objective.consistency(), Optimiser.small(), Optional.empty(), 10_000), Curriculum.halving(), Optional.empty(), 0, false));
        assertThat(spec.evaluation().sampling()).isEqualTo(Sampling.consistency(2));
        assertThat(spec.violations()).isEmpty();
    }

    @Test
    void everyOptionIsRead() {
        TrainingSpec spec = readable("""
                {"kind":"consistency","images":500,"flip":true,"curriculum":{"q":256,"stages":1},
                 "objective":{"weight":"uniform","timeLaw":{"name":"edm-lognormal","mean":-1.1,"deviation":2},"lossMap":{"name":"identity"}}}""",
                ",\"evaluation\":{\"images\":99,\"sampling\":{\"nfe\":1}}");

        Stage.Consistency stage = (Stage.Consistency) spec.stages().getFirst();
        assertThat(stage.curriculum()).isEqualTo(Curriculum.direct());
        assertThat(stage.flip()).isTrue();
        assertThat(stage.schedule().objective()).isEqualTo(new Objective(new TimeLaw.EdmLogNormal(-1.1, 2), Weight.UNIFORM, new LossMap.Identity()));
        assertThat(spec.evaluation().sampling()).isEqualTo(new Sampling(new Solver.Consistency(), new Grid.Uniform(), 1));
    }

    @Test
    void theLastTrainingDecidesHowTheModelIsJudged() {
        String consistency = "{\"kind\":\"consistency\",\"images\":9}";
        String reflow = "{\"kind\":\"teacher\",\"images\":9},{\"kind\":\"pairs\",\"count\":9},{\"kind\":\"reflow\",\"images\":9}";

        assertThat(readable(consistency + "," + reflow, "").evaluation().sampling()).isEqualTo(Recipe.full().sampling());
        assertThat(readable(reflow + "," + consistency, "").evaluation().sampling()).isEqualTo(Sampling.consistency(2));
    }

    @Test
    void optionsOfOtherStagesAreRefused() {
        assertThat(refused("{\"kind\":\"consistency\",\"recipe\":\"inf\",\"count\":9},{\"kind\":\"teacher\",\"images\":9,\"curriculum\":{}}"))
                .containsExactlyInAnyOrder("stages[0].images", "stages[0].recipe", "stages[0].count", "stages[1].curriculum");
    }

    @Test
    void trainingWorkWrittenBeforeCountsThreeEvaluationsAnImage() {
        byte[] before = "{\"@type\":\"Train\",\"stage\":1,\"images\":10}".getBytes(StandardCharsets.UTF_8);

        assertThat(Json.read(before, Work.class)).isEqualTo(new Work.Train(1, 10, 3)).extracting(Work::evaluations).isEqualTo(30L);
    }

    private TrainingSpec readable(String stages, String rest) {
        return (TrainingSpec) ((Submission.Readable) read(stages, rest)).spec();
    }

    private List<String> refused(String stages) {
        return ((Submission.Unreadable) read(stages, "")).violations().stream().map(Violation::field).toList();
    }

    private Submission read(String stages, String rest) {
        return wire.readTrainingJob(("{\"id\":\"t\",\"model\":\"m\",\"dataset\":\"d\",\"teacher\":\"x\",\"stages\":[" + stages + "]" + rest + "}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
