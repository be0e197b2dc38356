package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.json.Json;
import io.straightway.system.EmbeddedNode.Ran;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a node: what they print and how they end. */
class CommandsIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    @TempDir
    private Path folder;

    private static Ran ok(String... args) {
        Ran ran = NODE.run(args);
        assertThat(ran.code()).as(String.join(" ", args) + "\n" + ran.out() + ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        return ran;
    }

    private static void refused(int code, String words, String... args) {
        Ran ran = NODE.run(args);
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(code);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains(words);
    }

    private static JsonNode json(Ran ran) {
        return Json.read(ran.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    @Test
    void aJobFromItsSubmissionToItsHistory() throws Exception {
        // Given
        NODE.trained();

        // When: a job of options is waited for, without a terminal
        Ran submitted = ok("submit", "--id", "cli-1", "--model", EmbeddedNode.MODEL, "--seeds", "0-15", "--nfe", "5", "--shard-images", "8", "--wait");

        // Then: lines of words, and a table of its end
        assertThat(submitted.out()).startsWith("submitted cli-1\naccepted: 3 units").contains("[1/2] generate 100 %, 16 of 16", "16 of 16 succeeded",
                "16 images against " + TinyWorld.DATASET, "jobs/cli-1/manifest.json").containsPattern("\ncli-1 +SUCCEEDED\n").doesNotContain("\033", "\r", "{");
        assertThat(submitted.out().lines().count()).isLessThan(40);

        // When: it is submitted again, or another under its id. Then: the known end, a conflict
        assertThat(ok("submit", "--id", "cli-1", "--model", EmbeddedNode.MODEL, "--seeds", "0-15", "--nfe", "5", "--shard-images", "8", "--wait").out())
                .contains("submitted again, known and SUCCEEDED", "16 of 16 succeeded");
        Ran conflict = NODE.run("submit", "--id", "cli-1", "--model", EmbeddedNode.MODEL, "--images", "7", "--wait", "-o", "json");
        assertThat(conflict.code()).isEqualTo(2);
        assertThat(json(conflict).path("rejected").path("code").asText()).isEqualTo("CONFLICT");

        // Then: it is listed, described, told
        assertThat(ok("get").out()).startsWith("ID").containsPattern("cli-1 +generation +SUCCEEDED");
        assertThat(ok("get", "cli-1", EmbeddedNode.TRAINING, "--state", "succeeded", "--kind", "training").out()).contains(EmbeddedNode.TRAINING).doesNotContain("cli-1");
        assertThat(json(ok("get", "cli-1", "-o", "json")).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(ok("get", "cli-1", "-o", "yaml").out()).startsWith("jobId: cli-1\n");
        assertThat(ok("describe", "cli-1").out()).contains("Last failure    submission: CONFLICT", "Last heartbeat  none, it has ended", "images: 16", "1/2   generate", "16 of 16 succeeded");
        assertThat(json(ok("describe", "cli-1", "--json")).path("job").path("sampling").path("nfe").asInt()).isEqualTo(5);
        assertThat(ok("logs", "cli-1", "--no-progress", "--follow").out().lines()).extracting(line -> line.split(" +")[2])
                .containsExactly("ACCEPTED", "STARTED", "STEP_COMPLETED", "SUCCEEDED", "SUBMISSION_REPEATED", "REJECTED");
        assertThat(ok("logs", "cli-1", "-o", "json").out().lines()).allSatisfy(
                line -> assertThat(Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class).path("jobId").asText()).isEqualTo("cli-1"));
        assertThat(ok("watch", "cli-1").out()).contains("accepted: 3 units", "generate done").endsWith("jobs/cli-1/report.json\n").doesNotContain("submitted again");
        assertThat(json(ok("watch", "cli-1", "-o", "json")).path("terminal").asBoolean()).isTrue();
    }

    @Test
    void twoJobsOfAFileAreWaitedForTogether() throws Exception {
        NODE.trained();
        Path file = Files.writeString(folder.resolve("two.yaml"), """
                # the second can't be: class 7 does not exist
                id: cli-2
                model: %1$s
                images: 4
                sampling: &few {nfe: 3}
                ---
                id: cli-3
                model: %1$s
                images: 4
                labels: [7]
                """.formatted(EmbeddedNode.MODEL));

        Ran ran = NODE.run("submit", file.toString(), "--wait");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains("cli-2  started", "cli-3  rejected, INVALID: labels is [7]").containsPattern("\ncli-2 +SUCCEEDED\n");
        assertThat(NODE.run("watch", "cli-3").code()).isEqualTo(2);
        refused(2, "cli-3: labels is [7], allowed: labels from 0 to 2", "submit", "--dry-run", "--online", "--id", "cli-3", "--model", EmbeddedNode.MODEL, "--images", "4", "--labels", "7");
        assertThat(ok("submit", "--dry-run", "--online", "--id", "cli-4", "--model", EmbeddedNode.MODEL, "--images", "4").out())
                .contains("# cli-4 would be accepted as", "model: " + EmbeddedNode.MODEL + "@", "name: ");
    }

    @Test
    void whatIsNotThereIsSaidInOneLine() {
        for (String command : new String[] {"get", "describe", "watch", "logs"}) {
            refused(1, "No job has the id nobody. straightway get lists all jobs.", command, "nobody");
        }
        refused(1, "refused: no job has this id", "cancel", "nobody");
        refused(2, "model is nobody, allowed: one that straightway model list shows", "model", "describe", "nobody");
        refused(2, "data set is nobody, allowed: one that straightway dataset list shows", "dataset", "describe", "nobody");
    }

    @Test
    void modelsAndDataSetsAreListed() {
        NODE.trained();

        assertThat(ok("model", "list").out()).containsPattern(EmbeddedNode.MODEL + " +" + EmbeddedNode.TRAINING);
        assertThat(json(ok("model", "describe", EmbeddedNode.MODEL, "-o", "json")).path("versions")).isNotEmpty();
        assertThat(ok("dataset", "list").out()).containsPattern(TinyWorld.DATASET + " +64 +16x16 +3 +3");
        assertThat(ok("dataset", "describe", TinyWorld.DATASET).out()).contains("name: " + TinyWorld.DATASET, "- square");
        assertThat(json(ok("dlq", "list", "-o", "json")).isArray()).isTrue();
        assertThat(ok("audit", "--job", EmbeddedNode.TRAINING, "-o", "yaml").out()).startsWith("holds: true\n");
    }

    @Test
    void contextsNameBrokerAndStore() {
        String broker = (String) NODE.clients().get("bootstrap.servers");

        ok("config", "set-context", "here", "--bootstrap-server", broker, "--secret-key=hush", "--kafka-property", "client.rack=r1");
        ok("config", "set-context", "there", "--bootstrap-server", "127.0.0.1:1");
        ok("config", "use-context", "there");

        assertThat(ok("config", "current-context").out()).isEqualTo("there\n");
        assertThat(ok("config", "get-contexts").out()).containsPattern("\\* +there +127.0.0.1:1").containsPattern(" +here +" + broker);
        assertThat(ok("config", "view").out()).contains("client.rack: r1", "****").doesNotContain("hush");
        refused(2, "context is nowhere, allowed: here, there", "get", "--context", "nowhere");
        ok("config", "delete-context", "there");
        ok("config", "delete-context", "here");
        refused(1, "config use-context NAME", "config", "current-context");
    }
}
