package io.straightway.cli;

import io.straightway.config.StraightwayConfig;
import io.straightway.data.DataException;
import io.straightway.engine.Device;
import io.straightway.engine.Torch;
import io.straightway.json.Json;
import io.straightway.metric.Extractors;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.Gaussian;
import io.straightway.metric.MetricException;
import io.straightway.metric.Npz;
import io.straightway.metric.Provenance;
import io.straightway.node.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "fid", description = "Distances: how far generated images are from real ones.", mixinStandardHelpOptions = true,
        subcommands = {FidCommand.Ref.class, FidCommand.Calc.class})
final class FidCommand {
    private static final String SOURCES = "ZIP, folder or IDX file of images, dataset:NAME, or job:ID";

    /** Which network, and where it runs. */
    static final class Network {
        @Option(names = "--extractor", defaultValue = "", description = "feature network, or sliced-wasserstein; the one for the kind of image if left out")
        private String name;

        FeatureExtractor open(String usual, StraightwayConfig config) {
            String chosen = name.isEmpty() ? usual : name;
            if (chosen.isEmpty()) {
                throw new MetricException("no feature network ships for images of this kind; name one with --extractor");
            }
            Device device = Settings.devices(config).all().getFirst();
            Torch.threads(Runtime.getRuntime().availableProcessors());
            return Extractors.open(chosen, Settings.extractors(config), device);
        }

        FeatureExtractor open(ImageSource source, StraightwayConfig config) {
            return open(Extractors.nameFor(source.parts().getFirst().images().get()), config);
        }
    }

    @Command(name = "ref", mixinStandardHelpOptions = true,
            description = "Writes the statistics of a data set as .npz with mu and sigma, which EDM's fid.py and pytorch-fid read.")
    static final class Ref implements Callable<Integer> {
        @Parameters(paramLabel = "DATASET", description = SOURCES)
        private String dataset;

        @Option(names = "--out", required = true, description = ".npz file to write")
        private Path out;

        @Mixin
        private Network network;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() throws IOException {
            ImageSource source = ImageSource.of(dataset, connection.config());
            FeatureExtractor extractor = network.open(source, connection.config());
            if (extractor.comparison().needsVectors()) {
                throw new MetricException(extractor.name() + " has no statistics that stand for a set: its distance needs the images themselves");
            }
            Measuring measuring = Measuring.of(source, extractor, false);
            Files.write(out, Npz.write(Gaussian.of(measuring.moments()), measuring.provenance().json()));
            System.out.println(out + ": " + measuring.provenance().images() + " images in " + measuring.moments().dimensions() + " dimensions by "
                    + measuring.provenance().extractor());
            return 0;
        }
    }

    @Command(name = "calc", mixinStandardHelpOptions = true,
            description = "The distance of images to a reference. Several sources count as several seeds: each is printed, then mean, minimum and number.")
    static final class Calc implements Callable<Integer> {
        @Parameters(paramLabel = "SOURCE", arity = "1..*", description = SOURCES + "; or .npz statistics")
        private List<String> sources;

        @Option(names = "--reference", required = true, description = ".npz statistics (ours, EDM's or pytorch-fid's); or " + SOURCES)
        private String reference;

        @Mixin
        private Network network;

        @Mixin
        private FidCalculation.Extras extras;

        @Mixin
        private Output output;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            List<FidCalculation.Result> results = new ArrayList<>();
            FidCalculation calculation = calculation(sources.getFirst());
            for (String source : sources) {
                results.add(isStatistics(source)
                        ? calculation.statistics(source, Npz.read(source, bytes(source)))
                        : calculation.measure(ImageSource.of(source, connection.config())));
            }
            double mean = results.stream().mapToDouble(FidCalculation.Result::distance).average().orElseThrow();
            double least = results.stream().mapToDouble(FidCalculation.Result::distance).min().orElseThrow();
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", calculation.name());
            object.put("reference", calculation.reference());
            object.put("results", results);
            object.put("mean", mean);
            object.put("min", least);
            object.put("n", results.size());
            output.print(Json.line(object), () -> {
                StringBuilder text = new StringBuilder(calculation.name() + " against " + calculation.reference());
                results.forEach(result -> text.append("\n  ").append(result));
                return text.append(results.size() > 1 ? String.format(Locale.ROOT, "%n  mean %.6g, min %.6g of %d", mean, least, results.size()) : "").toString();
            });
            return ExitCodes.SUCCEEDED;
        }

        private FidCalculation calculation(String first) {
            if (isStatistics(reference)) {
                byte[] npz = bytes(reference);
                FidCalculation.Reference known = FidCalculation.Reference.of(reference, Npz.read(reference, npz), Npz.provenance(reference, npz));
                if (sources.stream().allMatch(Calc::isStatistics)) {
                    return FidCalculation.ofStatistics(known);
                }
                String usual = known.provenance().map(Provenance::extractor).orElse("");
                return new FidCalculation(known, usual.isEmpty()
                        ? network.open(ImageSource.of(first, connection.config()), connection.config())
                        : network.open(usual, connection.config()), extras);
            }
            ImageSource images = ImageSource.of(reference, connection.config());
            FeatureExtractor extractor = network.open(images, connection.config());
            return new FidCalculation(FidCalculation.Reference.of(Measuring.of(images, extractor, extras.needVectorsOfReference())), extractor, extras);
        }

        private static boolean isStatistics(String source) {
            return source.endsWith(".npz");
        }

        private static byte[] bytes(String file) {
            try {
                return Files.readAllBytes(Path.of(file));
            } catch (IOException e) {
                throw new DataException(file, "cannot be read", e);
            }
        }
    }
}
