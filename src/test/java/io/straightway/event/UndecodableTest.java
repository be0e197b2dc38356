package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.straightway.job.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UndecodableTest {
    private final Wire wire = new Wire(new WireFormat.SingleObject());

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"id\":\"g\",\"model\":\"m\",\"images\":1,\"batch\":NaN}",
        "{\"id\":\"g\",\"model\":\"m\",\"images\":1,\"images\":2}",
        "{\"id\":\"g\",\"model\":\"m\",\"images\":1} {}",
        "{\"id\":\"g\"",
        "{\"model\":\"m\",\"images\":1}",
        "{\"id\":\"\",\"model\":\"m\"}",
    })
    void brokenJsonAndJsonWithoutIdArePutAside(String json) {
        assertThat(refused(json.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(Undecodable.Code.MALFORMED);
    }

    @Test
    void aMissingIdIsNamed() {
        assertThat(refused("{\"images\":1.5}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("images is 1.5, allowed: a whole number of 64 bits; id is missing, allowed: a value; model is missing, allowed: a value");
    }

    @Test
    void eachReasonHasItsCode() {
        assertThat(refused(null).code()).isEqualTo(Undecodable.Code.EMPTY);
        assertThat(refused(new byte[0]).code()).isEqualTo(Undecodable.Code.EMPTY);
        assertThat(refused(new byte[Wire.LARGEST_SUBMITTED + 1]).code()).isEqualTo(Undecodable.Code.TOO_LARGE);
        assertThat(refused("images: 9".getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(Undecodable.Code.UNKNOWN_FORMAT);
        assertThat(refused(new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9}).code()).isEqualTo(Undecodable.Code.UNKNOWN_SCHEMA);
        assertThat(refused(new byte[] {0, 0, 0, 0, 7, 1}).code()).isEqualTo(Undecodable.Code.UNKNOWN_SCHEMA);
    }

    @Test
    void aRecordOfAnotherTypeIsNotTakenForAJob() {
        byte[] signal = wire.write(new Signal("s", "a", Signal.Kind.CANCEL));
        assertThat(refused(signal).code()).isEqualTo(Undecodable.Code.UNKNOWN_SCHEMA);
    }

    @Test
    void aSignalOfUnknownKindIsInvalid() {
        byte[] bytes = "{\"id\":\"s\",\"jobId\":\"a\",\"kind\":\"explode\"}".getBytes(StandardCharsets.UTF_8);
        Undecodable failure = catchThrowableOfType(Undecodable.class, () -> wire.readSignal(bytes));
        assertThat(failure.code()).isEqualTo(Undecodable.Code.INVALID);
        assertThat(failure).hasMessage("kind is explode, allowed: cancel, pause or resume");
    }

    @Test
    void cutOffBytesAreMalformed() {
        byte[] whole = wire.write(Samples.jobs().getFirst());
        for (int length = 10; length < whole.length; length++) {
            assertThat(refused(Arrays.copyOf(whole, length)).code()).isEqualTo(Undecodable.Code.MALFORMED);
        }
        assertThat(refused(Arrays.copyOf(whole, whole.length + 1)).code()).isEqualTo(Undecodable.Code.MALFORMED);
    }

    /** Lengths in the bytes are claims; memory must not be set aside on their word. */
    @Test
    void damagedBytesNeverDoWorseThanUndecodable() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        Samples.jobs().stream().filter(job -> job instanceof io.straightway.job.TrainingSpec).forEach(job -> {
            byte[] bytes = wire.write(job);
            for (int round = 0; round < 20; round++) {
                byte[] damaged = bytes.clone();
                for (int i = 0; i < 1 + round % 6; i++) {
                    damaged[random.nextInt(10, damaged.length)] = (byte) (round % 2 == 0 ? 0xFF : random.nextInt());
                }
                try {
                    wire.readTrainingJob(damaged);
                } catch (Undecodable expected) {
                    assertThat(expected.code()).isNotNull();
                }
            }
        });
    }

    @Test
    void claimedLengthsAreNotBelieved() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(wire.write(new Signal("s", "a", Signal.Kind.CANCEL)), 0, 10);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeLong(2_000_000_000L);
        Undecodable text = catchThrowableOfType(Undecodable.class, () -> wire.readSignal(out.toByteArray()));
        assertThat(text.code()).isEqualTo(Undecodable.Code.MALFORMED);

        // The labels of a job: id, model, images, firstSeed, classes, then the array.
        out.reset();
        out.write(wire.write(Samples.jobs().getFirst()), 0, 10);
        encoder.writeString("i");
        encoder.writeString("m");
        encoder.writeLong(1);
        encoder.writeLong(0);
        encoder.writeIndex(0);
        encoder.writeIndex(1);
        encoder.writeLong(2_000_000_000L);
        Undecodable array = refused(out.toByteArray());
        assertThat(array.code()).isEqualTo(Undecodable.Code.MALFORMED);
    }

    private Undecodable refused(byte[] value) {
        return catchThrowableOfType(Undecodable.class, () -> wire.readGenerationJob(value));
    }
}
