package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void everyCommandGoesAllTheWayAndPrintsNothing() {
        // Given
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;

        // When
        int code;
        try {
            System.setOut(new PrintStream(printed));
            System.setErr(new PrintStream(printed));
            code = Straightway.commandLine("rehearse").execute("rehearse");
        } finally {
            System.setOut(out);
            System.setErr(err);
        }

        // Then
        assertThat(printed.toString()).isEmpty();
        assertThat(code).isEqualTo(ExitCodes.SUCCEEDED);
    }
}
