package io.straightway.drill;

import io.straightway.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code straightway soak}. */
@Command(name = "soak", mixinStandardHelpOptions = true,
        description = "Runs jobs on one node for a time, and fails if the heap or the process grows by more than 5 percent per hour.")
public final class SoakCommand implements Callable<Integer> {
    @Option(names = "--minutes", defaultValue = "60", description = "default ${DEFAULT-VALUE}; the first third is for warming up")
    private double minutes;

    @Option(names = "--data", description = "an empty folder for broker and objects; a temporary one if left out")
    private Path data;

    @Option(names = "--json", description = "print one JSON object and nothing else")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path folder = data == null ? Files.createTempDirectory("straightway-soak") : data;
        Map<String, Object> figures = new Soak(Duration.ofSeconds(Math.round(minutes * 60)), line -> (json ? System.err : System.out).println(line)).run(folder);
        System.out.println(json ? Json.line(figures) : Json.pretty(figures));
        return Boolean.TRUE.equals(figures.get("passed")) ? 0 : 1;
    }
}
