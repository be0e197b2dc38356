package io.straightway.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench", description = "Measures this machine.", mixinStandardHelpOptions = true,
        subcommands = {BenchCommand.Generation.class, BenchCommand.Distance.class})
final class BenchCommand {

    @Command(name = "generation", mixinStandardHelpOptions = true,
            description = "A bulk generation job against the bare sampler, both in one process, in turns; and the latency of small jobs.")
    static final class Generation implements Callable<Integer> {
        @Option(names = "--images", defaultValue = "1024", description = "images per round; default ${DEFAULT-VALUE}")
        private int images;

        @Option(names = "--rounds", defaultValue = "3", description = "rounds of each kind; default ${DEFAULT-VALUE}")
        private int rounds;

        @Option(names = "--jobs", defaultValue = "20", description = "small jobs for the latency; default ${DEFAULT-VALUE}")
        private int jobs;

        @Option(names = "--data", description = "an empty folder for broker and objects; a temporary one if left out")
        private Path data;

        @Option(names = "--json", description = "print one JSON object and nothing else")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            Map<String, Object> figures = new GenerationBench(images, rounds, jobs).run(data);
            System.out.println(json ? io.straightway.json.Json.line(figures) : io.straightway.json.Json.pretty(figures));
            return 0;
        }
    }

    @Command(name = "distance", mixinStandardHelpOptions = true,
            description = "One Fréchet distance, by the engine's linear algebra and by Java's, in turns; and the moments of features.")
    static final class Distance implements Callable<Integer> {
        @Option(names = "--dimensions", defaultValue = "2048", description = "of the features; default ${DEFAULT-VALUE}")
        private int dimensions;

        @Option(names = "--rounds", defaultValue = "3", description = "of each library; default ${DEFAULT-VALUE}")
        private int rounds;

        @Option(names = "--json", description = "print one JSON object and nothing else")
        private boolean json;

        @Override
        public Integer call() {
            Map<String, Object> figures = new DistanceBench(dimensions, rounds).run();
            System.out.println(json ? io.straightway.json.Json.line(figures) : io.straightway.json.Json.pretty(figures));
            return 0;
        }
    }
}
