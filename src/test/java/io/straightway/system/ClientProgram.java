package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.slf4j.LoggerFactory;

/** One of docs/examples/clients, as its user runs it. Where its packages are missing, the test is skipped and says which. */
record ClientProgram(List<String> command) {
    private static final Path EXAMPLES = Path.of("docs/examples/clients").toAbsolutePath();
    private static final Path NODE = Path.of("target/outside/node").toAbsolutePath();

    static ClientProgram node() throws IOException {
        assumeTrue(Files.exists(NODE.resolve("ready")) && runs("node", "--version"),
                "the packages of the Node.js example are not there (scripts/fetch-outside node brings them), so nothing is known about Node.js clients");
        for (String file : List.of("submit.mjs", "single-object.mjs")) {
            Files.copy(EXAMPLES.resolve("node").resolve(file), NODE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        return new ClientProgram(List.of("node", NODE.resolve("submit.mjs").toString()));
    }

    static ClientProgram python() {
        // The first on the path may be one without Debian's packages.
        String python = Stream.of("python3", "/usr/bin/python3").filter(found -> runs(found, "-c", "import confluent_kafka, avro.io")).findFirst().orElse("");
        assumeTrue(!python.isEmpty(), "no Python with confluent-kafka and avro is there (on Debian and Ubuntu: apt-get install python3-confluent-kafka python3-avro), "
                + "so nothing is known about Python clients");
        return new ClientProgram(List.of(python, "-B", EXAMPLES.resolve("python/submit.py").toString()));
    }

    /** With Kafka's client, Avro, and what these two need: no class of ours. */
    static ClientProgram java() {
        String path = Stream.of(KafkaProducer.class, Schema.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class, LoggerFactory.class,
                net.jpountz.lz4.LZ4Factory.class)
                .map(ClientProgram::jar).distinct().collect(Collectors.joining(File.pathSeparator));
        return new ClientProgram(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp", path,
                EXAMPLES.resolve("java/Submit.java").toString()));
    }

    private static String jar(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError("where is " + type, e);
        }
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What it printed to the end, and its exit code. */
    record Run(int exit, List<String> lines) {}

    /** @param environment such as BROKER */
    Run run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("SCHEMAS", Path.of("schemas").toAbsolutePath().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            process.onExit().orTimeout(4, TimeUnit.MINUTES).exceptionally(late -> process.destroyForcibly());
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("its end").isTrue();
            return new Run(process.exitValue(), text.lines().toList());
        } finally {
            process.destroyForcibly();
        }
    }
}
