package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.engine.Processor;
import io.straightway.json.Json;
import io.straightway.node.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(name = "bench", description = "Measures this machine.", mixinStandardHelpOptions = true, 
        subcommands = {BenchCommand.Generation.class, BenchCommand.Engine.class, BenchCommand.Part.class})
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
            System.out.println(json ? Json.line(figures) : Json.pretty(figures));
            return 0;
        }
    }

    @Command(name = "engine", mixinStandardHelpOptions = true,
            description = "Images per second of sampling (per evaluation of the network) and training, and peak memory, in 32 bit and BF16, on the first device"
                    + " of straightway.device.")
    static final class Engine implements Callable<Integer> {
        @Mixin
        private Load load;

        @Option(names = "--rounds", defaultValue = "3", description = "rounds over all kinds; default ${DEFAULT-VALUE}")
        private int rounds;

        @Option(names = "--parts", split = ",", converter = PartWord.class,
                description = "kinds to measure, all if left out: sampling-fp32, training-fp32, sampling-bf16, training-bf16")
        private List<EnginePart> parts = List.of(EnginePart.values());

        @Option(names = "--with-python", arity = "0..1", fallbackValue = "${sys:straightway.root:-.}/scripts/bench-pytorch.py",
                description = "also measure eager PyTorch, in turns, by scripts/bench-pytorch.py or another script")
        private Path python;

        @Option(names = "--json", description = "print one JSON object and nothing else")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            Map<String, Object> figures =
                    new EngineBench(parts, load.batch, load.steps, load.threads(), rounds, Optional.ofNullable(python)).run();
            System.out.println(json ? Json.line(figures) : Json.pretty(figures));
            return 0;
        }
    }

    /** What a process of the engine's benchmark does; each has its own, for its peak memory. */
    @Command(name = "engine-part", hidden = true, description = "One kind of work of the engine's benchmark, as a line of JSON.")
    static final class Part implements Callable<Integer> {
        @Mixin
        private Load load;

        @Option(names = "--part", required = true, converter = PartWord.class)
        private EnginePart part;

        @Override
        public Integer call() {
            System.out.println(Json.line(part.measure(Settings.devices(ConfigLoader.load()).all().getFirst(), load.batch, load.steps, load.threads())));
            return 0;
        }
    }

    static final class Load {
        @Option(names = "--batch", defaultValue = "32", description = "images at once; default ${DEFAULT-VALUE}")
        private int batch;

        @Option(names = "--steps", defaultValue = "3", description = "evaluations or training steps per round; default ${DEFAULT-VALUE}")
        private int steps;

        @Option(names = "--threads", defaultValue = "0", description = "CPU threads of the engine; 0, the default, takes every core")
        private int threads;

        private int threads() {
            return threads > 0 ? threads : Processor.here().cores();
        }
    }

    static final class PartWord implements ITypeConverter<EnginePart> {
        @Override
        public EnginePart convert(String word) {
            return Arrays.stream(EnginePart.values()).filter(part -> part.word().equals(word)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("\"" + word + "\", allowed: "
                            + String.join(", ", Arrays.stream(EnginePart.values()).map(EnginePart::word).toList())));
        }
    }
}
