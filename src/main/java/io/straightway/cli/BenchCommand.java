package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.data.EmojiOptions;
import io.straightway.data.EmojiPacker;
import io.straightway.data.Fonts;
import io.straightway.data.Sources;
import io.straightway.drill.ControlBench;
import io.straightway.engine.Processor;
import io.straightway.json.Json;
import io.straightway.node.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
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
        subcommands = {BenchCommand.Generation.class, BenchCommand.Distance.class, BenchCommand.Sanity.class, BenchCommand.Engine.class,
            BenchCommand.Part.class, BenchCommand.Control.class})
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
            System.out.println(json ? Json.line(figures) : Json.pretty(figures));
            return 0;
        }
    }

    @Command(name = "sanity", mixinStandardHelpOptions = true,
            description = "Whether known faults raise the distance, on the Emoji set and on Fashion-MNIST; writes a plot and the figures.")
    static final class Sanity implements Callable<Integer> {
        @Option(names = "--emoji", description = "the iconify__json jar from Maven Central")
        private Path emoji;

        @Option(names = "--fashion", description = "train-images-idx3-ubyte.gz of Fashion-MNIST, with its labels beside it")
        private Path fashion;

        @Option(names = "--images", defaultValue = "5000", description = "images that are measured; default ${DEFAULT-VALUE}")
        private int images;

        @Option(names = "--seed", defaultValue = "0", description = "of halves and noise; default ${DEFAULT-VALUE}")
        private long seed;

        @Option(names = "--out", required = true, description = "PNG to write; the figures go beside it, as JSON")
        private Path out;

        @Option(names = "--json", description = "print the figures as one JSON object and nothing else")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            // Before the minutes that measuring takes.
            Fonts.missing().ifPresent(why -> {
                throw new IllegalStateException("No plot for --out: " + why + ".");
            });
            SanityBench bench = new SanityBench(images, seed);
            List<SanityBench.Outcome> outcomes = new ArrayList<>();
            if (emoji != null) {
                outcomes.add(bench.run(new SanityBench.Subject("Emoji-16", "emoji-cnn", EmojiPacker.pack(emoji, EmojiOptions.of(16), (done, total) -> {}).train().images())));
            }
            if (fashion != null) {
                outcomes.add(bench.run(new SanityBench.Subject("Fashion-MNIST-16", "fashion-cnn", Sources.read(fashion, 16).images())));
            }
            if (outcomes.isEmpty()) {
                throw new IllegalArgumentException("nothing to measure: --emoji and --fashion name data sets");
            }
            Map<String, Object> figures = Map.of("outcomes", outcomes);
            Files.write(out, SanityPlot.png(outcomes));
            Files.writeString(Path.of(out.toString().replaceFirst("\\.png$", "") + ".json"), Json.pretty(figures) + "\n");
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

        @Option(names = "--with-python", arity = "0..1", fallbackValue = "${sys:scripts.root:-.}/scripts/bench-pytorch.py",
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

    @Command(name = "control", mixinStandardHelpOptions = true,
            description = "Broker, coordinator and the workers' protocol, without engine and uploads: jobs per second, latencies, workers from 1 to 8.")
    static final class Control implements Callable<Integer> {
        @Option(names = "--jobs", defaultValue = "1000", description = "jobs of one shard each; default ${DEFAULT-VALUE}")
        private int jobs;

        @Option(names = "--warm-up", defaultValue = "5000", description = "jobs before that, for the compilers; default ${DEFAULT-VALUE}")
        private int warmUp;

        @Option(names = "--parts", split = ",", description = "what to measure, all if left out: ${COMPLETION-CANDIDATES}")
        private List<ControlBench.Subject> parts = List.of(ControlBench.Subject.values());

        @Option(names = "--workers", defaultValue = "8", description = "stand-in workers; default ${DEFAULT-VALUE}")
        private int workers;

        @Option(names = "--data", description = "an empty folder for broker and objects; a temporary one if left out")
        private Path data;

        @Option(names = "--json", description = "print one JSON object and nothing else")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            Path folder = data == null ? Files.createTempDirectory("straightway-bench") : data;
            Map<String, Object> figures = new ControlBench(jobs, warmUp, workers, EnumSet.copyOf(parts)).run(folder);
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
