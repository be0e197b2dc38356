package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs neither broker nor store. */
class StraightwayTest {
    @TempDir
    private Path folder;

    private record Ran(int code, String out, String err) {
        /** @param words of the only line that it says */
        void failedInOneLine(int expected, String... words) {
            assertThat(code).as(err).isEqualTo(expected);
            assertThat(out).isEmpty();
            assertThat(err.strip().lines()).hasSize(1);
            assertThat(err).contains(words);
        }

        void refusedInLines(int lines) {
            assertThat(code).isEqualTo(ExitCodes.USAGE);
            assertThat(err.lines()).hasSize(lines);
        }
    }

    private static Ran run(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int code = Straightway.commandLine(args).execute(args);
            return new Ran(code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void anErrorIsOneLineWithTheNextStep() {
        run("gett").failedInOneLine(ExitCodes.USAGE, "gett", "Do you mean get", "straightway --help");
        run("get", "--bogus").failedInOneLine(ExitCodes.USAGE, "--bogus", "straightway get --help");
        run("watch").failedInOneLine(ExitCodes.USAGE, "ID", "straightway watch --help");
        run("submit").failedInOneLine(ExitCodes.USAGE, "FILE is missing", "--model");
        run("submit", "nowhere.yaml").failedInOneLine(ExitCodes.USAGE, "There is no file nowhere.yaml");
        run("get", "-o", "xml").failedInOneLine(ExitCodes.USAGE, "xml", "JSON");
        run("get", "--set", "kafka.nonsense=1").failedInOneLine(ExitCodes.USAGE, "straightway.kafka.nonsense");
    }

    @Test
    void aSilentBrokerIsToldAtOnce() {
        for (String command : new String[] {"get", "audit"}) {
            run(command, "--bootstrap-server", "127.0.0.1:1").failedInOneLine(ExitCodes.FAILED, "No broker listens at 127.0.0.1:1 (Connection refused)", "straightway serve",
                    "straightway config view");
        }
        run("describe", "x", "--bootstrap-server", "no.such.host.invalid:9092,127.0.0.1:1").failedInOneLine(ExitCodes.FAILED, "no.such.host.invalid:9092 (unknown host)");
        run("logs", "x", "--bootstrap-server", "rubbish").failedInOneLine(ExitCodes.FAILED, "rubbish (no HOST:PORT)");
    }

    @Test
    void aSilentStoreIsToldAtOnce() {
        run("model", "list", "--set", "store.endpoint=http://127.0.0.1:1").failedInOneLine(ExitCodes.FAILED, "No object store listens at http://127.0.0.1:1 (Connection refused)",
                "straightway serve", "STRAIGHTWAY_STORE_ENDPOINT");
    }

    @Test
    void aDryRunChecksEveryJobAndSendsNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("jobs.yaml"), "id: a\nmodel: m\nimages: 4\n---\nid: b\nmodel: m\nimages: 4\n");

        assertThat(run("submit", file.toString(), "--dry-run")).isEqualTo(new Ran(0, "a is a valid job\nb is a valid job\n", ""));
        assertThat(run("submit", file.toString(), "--dry-run", "-o", "yaml").out()).isEqualTo("- id: a\n  valid: true\n- id: b\n  valid: true\n");
        run("submit", file.toString(), "--dry-run", "--nfe", "0", "--labels", "-1,2").refusedInLines(4);
        run("submit", file.toString(), "--dry-run", "--id", "c").failedInOneLine(ExitCodes.USAGE, "--id is c", "2 jobs");
        run("submit", file.toString(), file.toString(), "--dry-run").refusedInLines(2);
        run("submit", file.toString(), "--online").failedInOneLine(ExitCodes.USAGE, "--online", "--dry-run");
    }

    @Test
    void aJobCanBeGivenByOptions() {
        assertThat(run("submit", "--dry-run", "--id", "x", "--model", "emoji", "--seeds", "5-12", "--nfe", "9", "--guidance", "0.4", "--labels", "0,3", "--interval",
                "--deadline", "PT2H", "--priority", "high")).isEqualTo(new Ran(0, "x is a valid job\n", ""));
        assertThat(run("submit", "--dry-run", "--model", "emoji@v1", "--images", "4").out()).matches("emoji-v1-\\d{8}-\\d{6}-[0-9a-f]{4} is a valid job\n");
        run("submit", "--dry-run", "--model", "m", "--seeds", "9-3").failedInOneLine(ExitCodes.USAGE, "--seeds is 9-3, allowed: FIRST-LAST");
        run("submit", "--dry-run", "--model", "m", "--seeds", "0-3", "--images", "5").failedInOneLine(ExitCodes.USAGE, "--images is 5");
        run("submit", "--dry-run", "--model", "m").failedInOneLine(ExitCodes.USAGE, "--model m: images is missing");
    }

    @Test
    void completionKnowsEveryCommand() {
        String script = run("completion", "bash").out();

        Straightway.commandLine().getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(script).contains("function _picocli_straightway_" + name);
            }
        });
        assertThat(run("completion", "zsh").out()).isEqualTo(script);
        run("completion", "fish").failedInOneLine(ExitCodes.USAGE, "fish", "BASH, ZSH");
    }

    @Test
    void completionAsksForIdsAndModelsAndIsSilentIfNobodyAnswers() throws Exception {
        // Given: a program that answers like ours, and one that fails
        Path script = Files.writeString(folder.resolve("completion"), run("completion", "bash").out());
        Path answers = Files.writeString(folder.resolve("straightway"), """
                #!/usr/bin/env bash
                case "$*" in
                  get) printf 'ID  KIND\nsmileys-1  generation\nsmiths  training\nother  training\n' ;;
                  "model list") printf 'NAME  NEWEST\nemoji  v1\n' ;;
                esac
                """);
        assertThat(answers.toFile().setExecutable(true)).isTrue();

        // Then
        assertThat(completed(script, answers, "describe", "smi")).isEqualTo("smileys-1 smiths");
        assertThat(completed(script, answers, "logs", "-f", "o")).isEqualTo("other");
        assertThat(completed(script, answers, "submit", "--model", "em")).isEqualTo("emoji");
        assertThat(completed(script, answers, "get", "--stat")).isEqualTo("--state");
        assertThat(completed(script, answers, "des")).isEqualTo("describe");
        assertThat(completed(script, Path.of("/bin/false"), "describe", "smi")).isEmpty();
    }

    private static String completed(Path script, Path program, String... words) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", "source %s; compopt() { :; }; COMP_WORDS=(%s %s); COMP_CWORD=%d; _straightway_names; echo ${COMPREPLY[@]}".formatted(
                script, program, String.join(" ", words), words.length)).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        bash.waitFor();
        return said;
    }

    @Test
    void aCommandAloneIsTheSameAsAmongAll() {
        Straightway.commandLine().getSubcommands().forEach(
                (name, command) -> assertThat(Straightway.commandLine(name).getSubcommands().get(name).getUsageMessage()).isEqualTo(command.getUsageMessage()));
    }
}
