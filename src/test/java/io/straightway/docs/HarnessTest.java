package io.straightway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the checks of the documentation see what is wrong. */
class HarnessTest {

    @Test
    void aPageIsProseAndBlocks() {
        Page page = Page.parse(Path.of("a.md"), """
                # One `two` three: four
                See [there](b.md#x) and `straightway
                get`.
                <!-- in the test: 100 -> 2; "n": 5 -> "n": 1 -->
                ```sh run needs:kcat
                echo 100
                ```
                ## Again
                ## Again
                """.lines().toList());

        assertThat(page.anchors()).containsExactly("one-two-three-four", "again", "again-1");
        assertThat(page.links()).containsExactly(new Page.Found("b.md#x", 2));
        assertThat(page.code()).extracting(Page.Found::text).containsExactly("two", "straightway get");
        Block block = page.blocks().getFirst();
        assertThat(block.at()).isEqualTo("a.md:5");
        assertThat(block.run()).isTrue();
        assertThat(block.needs()).containsExactly("kcat");
        assertThat(block.smaller()).isEqualTo("echo 2\n");
    }

    @Test
    void aShellTextIsCommandsAndWords() {
        assertThat(ShellText.commands("""
                A=1 ./scripts/straightway submit - --wait <job.json >out 2>&1   # a comment
                for nfe in 1 2; do echo "{\\"n\\": $nfe}" | sed 's/a b/c/' && true; done
                cat >file <<'END'
                no command
                END
                straightway get \\
                    $id
                """)).contains(
                List.of("./scripts/straightway", "submit", "-", "--wait"), List.of("sed", "s/a b/c/"), List.of("true"), List.of("cat"),
                List.of("straightway", "get", "1"))
                .doesNotContain(List.of("no", "command"));
    }

    @Test
    void aCommandThatDoesNotExistIsAFault() {
        assertThat(fault("./scripts/straightway get")).isEmpty();
        assertThat(fault("./scripts/straightway got")).contains("got");
        assertThat(fault("./scripts/straightway submit a.json --wayt")).contains("--wayt");
        assertThat(fault("./scripts/straightway describe")).contains("ID");
        assertThat(fault("./scripts/drill --short --seed 2")).isEmpty();
        assertThat(fault("./scripts/drill --shorter")).contains("--shorter");
        assertThat(fault("./scripts/fuzz --seconds 3")).isEmpty();
        assertThat(fault("./scripts/fuzz --hours 3")).contains("--hours");
        assertThat(fault("./scripts/none")).contains("not there");
        assertThat(Commands.mentionFault("straightway dlq list | replay --all")).isEmpty();
        assertThat(Commands.mentionFault("straightway dlq list --some").orElse("")).contains("--some");
        assertThat(Commands.mentionFault("straightway dig").orElse("")).contains("dig");
    }

    private static String fault(String command) {
        return Commands.fault(ShellText.commands(command).getFirst()).orElse("");
    }

    @Test
    void aSettingThatDoesNotExistIsAFault() {
        Settings settings = new Settings();

        assertThat(List.of("straightway.data", "straightway.units.longest-backoff", "straightway.extractors.mine.sha256", "straightway.retention.*",
                "straightway.kafka.properties.\"security.protocol\"", "straightway.status", "straightway.units.gpu.high",
                "straightway.extractors.NAME", "straightway.events-value")).allMatch(settings::hasKey);
        assertThat(List.of("straightway.dat", "straightway.worker.thread", "straightway.extractors.mine.sha", "straightway.state")).noneMatch(settings::hasKey);
        assertThat(settings.hasVariable("STRAIGHTWAY_EXTRACTORS_FID_KIND")).isTrue();
        assertThat(settings.hasVariable("STRAIGHTWAY_STORE_SECRET")).isFalse();
    }
}
