package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** scripts/straightway with the packaged application, as a process. */
class LauncherIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    @TempDir
    private Path folder;

    private int code;

    /** Standard output; nothing may come on standard error. */
    private String run(String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("STRAIGHTWAY_CONFIG", folder.resolve("config").toString());
        builder.environment().put("STRAIGHTWAY_STORE_ENDPOINT", NODE.storeEndpoint());
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        code = process.exitValue();
        assertThat(Files.readString(err)).as("no warnings of Java or its libraries").isEmpty();
        return Files.readString(out);
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target/quarkus-app"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
        }
    }

    @Test
    void commandsSayNothingButTheirResultAndStartFromAnArchive() throws Exception {
        String broker = (String) NODE.clients().get("bootstrap.servers");

        assertThat(run("scripts/straightway", "get", "--bootstrap-server", broker)).startsWith("ID");
        assertThat(code).isZero();
        assertThat(run("scripts/straightway", "dataset", "list")).contains(TinyWorld.DATASET);
        Path archive = archive();
        assertThat(archive).isNotEmptyFile();
        Path script = Files.writeString(folder.resolve("completion"), run("scripts/straightway", "completion", "bash"));
        assertThat(run("bash", "-c", "source " + script + " && COMP_WORDS=(straightway des) COMP_CWORD=1 && _complete_straightway && echo ${COMPREPLY[@]}").strip())
                .isEqualTo("describe");

        // An archive that does not fit, and none at all, which makes a new one.
        Files.writeString(archive, "no archive");
        assertThat(run("scripts/straightway", "config", "view")).startsWith("contexts");
        Files.delete(archive);
        assertThat(run("scripts/straightway", "config", "view")).startsWith("contexts");
        assertThat(archive()).isNotEmptyFile();
    }
}
