package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneSubmissionTest {
    private final Wire wire = new Wire(new WireFormat.SingleObject());

    @Test
    void defaultsAreFilledIn() {
        TrainingSpec spec = spec(job("{\"kind\":\"tune\",\"nfe\":9}", ""));

        assertThat(spec.stages()).containsExactly(new Stage.Tune(9, Optional.empty(), 512, 2_048, 64, List.of(0.4, 0.5, 0.7, 1.0), List.of(4.0, 7.0, 10.0),
                List.of(5.0, 10.0, 15.0, 20.0), Optional.empty(), 64));
        assertThat(spec.violations()).isEmpty();
    }

    @Test
    void whatIsGivenCounts() {
        TrainingSpec spec = spec(job("{\"kind\":\"Tune\",\"nfe\":4,\"networkNfe\":6,\"images\":32,\"heldOut\":70,\"trajectories\":0,\"r\":[],\"rho\":[3],\"kappa\":[8.5],"
                + "\"guidanceWeights\":[],\"batch\":8}", ""));

        assertThat(spec.stages()).containsExactly(new Stage.Tune(4, Optional.of(6), 32, 70, 0, List.of(), List.of(3.0), List.of(8.5), Optional.of(List.of()), 8));
    }

    @Test
    void aSamplingThatWasWrittenDownComesBeforeOneThatWasFound() {
        String tune = "{\"kind\":\"tune\",\"nfe\":9}";
        String teacher = "{\"kind\":\"teacher\",\"images\":9}";

        assertThat(spec(job(tune, "")).evaluation().tuned()).isTrue();
        assertThat(spec(job(tune, ",\"evaluation\":{\"images\":64}")).evaluation().tuned()).isTrue();
        assertThat(spec(job(tune, ",\"evaluation\":{\"sampling\":{\"nfe\":7}}")).evaluation().tuned()).isFalse();
        assertThat(spec(job(tune, ",\"evaluation\":{\"sampling\":{\"nfe\":7},\"tuned\":true}")).evaluation()).satisfies(evaluation -> {
            assertThat(evaluation.tuned()).isTrue();
            assertThat(evaluation.sampling()).isEqualTo(Sampling.teacher(7));
        });
        assertThat(spec(job(tune, ",\"evaluation\":{\"tuned\":false}")).evaluation().tuned()).isFalse();
        assertThat(spec(job(teacher + "," + tune, "")).evaluation().tuned()).isTrue();
        assertThat(spec(job(tune + "," + teacher, "")).evaluation().tuned()).isFalse();
        assertThat(violations(job(tune + "," + teacher, ",\"evaluation\":{\"tuned\":true}"))).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("evaluation.tuned");
            assertThat(violation.allowed()).contains("tune stage");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"nfe\":1|nfe|1|2 to 64",
        "\"nfe\":65|nfe|65|2 to 64",
        "\"nfe\":9,\"networkNfe\":8|networkNfe|8|9 to 18",
        "\"nfe\":9,\"networkNfe\":19|networkNfe|19|9 to 18",
        "\"nfe\":9,\"images\":15|images|15|16 to 100000",
        "\"nfe\":9,\"images\":8589934592|images|8589934592|16 to 100000",
        "\"nfe\":9,\"heldOut\":10|heldOut|10|64 to 50000",
        "\"nfe\":9,\"trajectories\":-1|trajectories|-1|0 to 4096",
        "\"nfe\":9,\"r\":[0.4,0]|r|0.0|above 0.0 and up to 1.0",
        "\"nfe\":9,\"rho\":[0.5]|rho|0.5|1.0 to 100.0",
        "\"nfe\":9,\"kappa\":[101]|kappa|101.0|above 0.0 and up to 100.0",
        "\"nfe\":9,\"kappa\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]|kappa|17 values|at most 16",
        "\"nfe\":9,\"guidanceWeights\":[0]|guidanceWeights|0.0|above 0.0",
        "\"nfe\":9,\"batch\":0|batch|0|1 to 4096",
        "\"nfe\":9,\"count\":5|count|5|nothing, because stage tune",
        "\"images\":64|nfe|missing|stage tune needs it",
    })
    void aBadOptionIsNamedWithItsValueAndWhatIsAllowed(String options, String field, String value, String allowed) {
        assertThat(violations(job("{\"kind\":\"tune\"," + options + "}", ""))).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("stages[0]." + field);
            assertThat(violation.value()).isEqualTo(value);
            assertThat(violation.allowed()).contains(allowed);
        });
    }

    private static String job(String stages, String more) {
        return "{\"id\":\"t\",\"model\":\"m\",\"dataset\":\"d\",\"teacher\":\"x\",\"stages\":[" + stages + "]" + more + "}";
    }

    private TrainingSpec spec(String json) {
        return (TrainingSpec) ((Submission.Readable) wire.readTrainingJob(json.getBytes(StandardCharsets.UTF_8))).spec();
    }

    /** Of reading, else of the spec. */
    private List<Violation> violations(String json) {
        return switch (wire.readTrainingJob(json.getBytes(StandardCharsets.UTF_8))) {
            case Submission.Readable readable -> readable.spec().violations();
            case Submission.Unreadable unreadable -> unreadable.violations();
        };
    }
}
