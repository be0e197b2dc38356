package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobSpec;
import io.straightway.job.Signal;
import io.straightway.job.TrainingSpec;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {

    static Stream<Wire> wires() {
        return Stream.of(new WireFormat.SingleObject(), new WireFormat.Confluent(new MemorySchemaIds()), new WireFormat.Json()).map(Wire::new);
    }

    @ParameterizedTest
    @MethodSource("wires")
    void jobsComeBack(Wire wire) {
        for (JobSpec job : Samples.jobs()) {
            byte[] bytes = wire.write(job);
            Submission read = switch (job) {
                case GenerationSpec spec -> wire.readGenerationJob(bytes);
                case TrainingSpec spec -> wire.readTrainingJob(bytes);
                case EvaluationSpec spec -> wire.readEvaluationJob(bytes);
                case AblationSpec spec -> wire.readAblationJob(bytes);
            };
            assertThat(read).isEqualTo(new Submission.Readable(job));
        }
    }

    @ParameterizedTest
    @MethodSource("wires")
    void everythingElseComesBack(Wire wire) {
        Signal signal = new Signal("s-1", "a", Signal.Kind.CANCEL);
        assertThat(wire.readSignal(wire.write(signal))).isEqualTo(signal);
        Samples.events().forEach(event -> assertThat(wire.readEvent(wire.write(event))).isEqualTo(event));
        Samples.states().forEach(status -> assertThat(wire.readStatus(wire.write(status))).isEqualTo(status));
        Samples.units().forEach(order -> assertThat(wire.readUnit(wire.write(order))).isEqualTo(order));
        Samples.reports().forEach(report -> assertThat(wire.readReport(wire.write(report))).isEqualTo(report));
    }

    @Test
    void jsonIsPlain() {
        byte[] json = new Wire(new WireFormat.Json()).write(new Signal("s-1", "a", Signal.Kind.CANCEL));
        assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"s-1\",\"jobId\":\"a\",\"kind\":\"cancel\"}");
    }

    @Test
    void avroBeginsAsItsFormatSays() {
        Signal signal = new Signal("s-1", "a", Signal.Kind.CANCEL);
        assertThat(new Wire(new WireFormat.SingleObject()).write(signal)).startsWith(0xC3, 0x01);
        assertThat(new Wire(new WireFormat.Confluent(new MemorySchemaIds())).write(signal)).startsWith(0, 0, 0, 1000 >> 8, 1000 & 0xFF);
    }

    @Test
    void anyReaderTakesSingleObjectAndJson() {
        Signal signal = new Signal("s-1", "a", Signal.Kind.CANCEL);
        wires().forEach(reader -> Stream.of(new WireFormat.SingleObject(), new WireFormat.Json())
                .forEach(format -> assertThat(reader.readSignal(new Wire(format).write(signal))).isEqualTo(signal)));
    }
}
