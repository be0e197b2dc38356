package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.TrainingSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JobJsonTest {

    @Test
    void theFieldsTellTheKind() throws IOException {
        assertThat(read("{\"id\":\"g\",\"model\":\"m\",\"images\":1}")).isEqualTo(GenerationSpec.class);
        assertThat(read("{\"id\":\"e\",\"dataset\":\"d\"}")).isEqualTo(EvaluationSpec.class);
        assertThat(read(example("emoji-teacher.yaml"))).isEqualTo(TrainingSpec.class);
        assertThat(read(example("emoji-ablation.yaml"))).isEqualTo(AblationSpec.class);
    }

    @Test
    void whatIsNoJobIsSaidPlainly() {
        assertThatThrownBy(() -> read("{")).isInstanceOf(Undecodable.class).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> read("3")).isInstanceOf(Undecodable.class).hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> read("")).isInstanceOf(Undecodable.class).hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> read("{\"id\":\"" + "x".repeat(Wire.LARGEST_SUBMITTED) + "\"}")).isInstanceOf(Undecodable.class).hasMessageContaining("allowed: up to");
    }

    private static String example(String file) throws IOException {
        return new YAMLMapper().readTree(Files.readString(Path.of("docs/examples", file))).toString();
    }

    private static Class<?> read(String json) {
        return ((Submission.Readable) JobJson.read(json.getBytes(StandardCharsets.UTF_8))).spec().getClass();
    }
}
