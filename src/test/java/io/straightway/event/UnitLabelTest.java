package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.UnitId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class UnitLabelTest {
    private final Headers headers = new RecordHeaders();

    @Test
    void whatWasWrittenIsRead() {
        UnitLabel label = new UnitLabel(new UnitId("j", 2, 7), 3);

        label.write(headers);

        assertThat(UnitLabel.read(label.key(), headers)).contains(label);
    }

    @Test
    void aRecordFromBeforeTheHeaderIsOfTheFirstAttempt() {
        assertThat(UnitLabel.read(bytes("j/2/7"), headers)).contains(new UnitLabel(new UnitId("j", 2, 7), 1));
        assertThat(UnitLabel.read(bytes("j/2/7"), headers.add("straightway-attempt", null))).contains(new UnitLabel(new UnitId("j", 2, 7), 1));
    }

    @Test
    void whatIsNoUnitHasNone() {
        assertThat(UnitLabel.read(null, headers)).isEmpty();
        assertThat(UnitLabel.read(bytes("j/2"), headers)).isEmpty();
        assertThat(UnitLabel.read(bytes("j/2/x"), headers)).isEmpty();
        assertThat(UnitLabel.read(bytes("j/2/7"), headers.add("straightway-attempt", bytes("many")))).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
