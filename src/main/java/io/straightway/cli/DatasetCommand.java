package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.StraightwayConfig;
import io.straightway.data.DataSet;
import io.straightway.data.EcgSignals;
import io.straightway.data.EmojiOptions;
import io.straightway.data.EmojiPacker;
import io.straightway.data.Sources;
import io.straightway.json.Json;
import io.straightway.metric.Extractors;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "dataset", description = "Data sets.", mixinStandardHelpOptions = true,
        subcommands = {DatasetCommand.Listing.class, DatasetCommand.Describe.class, DatasetCommand.Pack.class, DatasetCommand.Show.class})
final class DatasetCommand {

    @Command(name = "list", description = "Lists the data sets in the object store.", mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Output output;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            try (ObjectStore store = connection.store()) {
                List<DatasetCard> cards = new StoreCatalog(store).datasetCards();
                output.print(cards.stream().map(card -> Output.tree(Json.bytes(card, DatasetCard.class))).toList(), () -> {
                    Table table = new Table("NAME", "IMAGES", "SIZE", "CHANNELS", "CLASSES", "BYTES", "EXTRACTOR");
                    cards.forEach(card -> table.row(card.name(), card.images(), card.size(), card.channels(), card.classes().size(), card.bytes(),
                            card.extractor().isEmpty() ? "-" : card.extractor()));
                    return table.toString();
                });
                return ExitCodes.SUCCEEDED;
            }
        }
    }

    @Command(name = "describe", description = "Prints a data set's card.", mixinStandardHelpOptions = true)
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "name of the data set")
        private String name;

        @Mixin
        private Output output;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            try (ObjectStore store = connection.store()) {
                DatasetCard card = new StoreCatalog(store).datasetCard(name)
                        .orElseThrow(() -> new IllegalArgumentException("data set is " + name + ", allowed: one that straightway dataset list shows"));
                JsonNode tree = Output.tree(Json.bytes(card, DatasetCard.class));
                output.print(tree, () -> YamlText.of(tree).stripTrailing());
                return ExitCodes.SUCCEEDED;
            }
        }
    }

    @Command(name = "pack", description = "Packs images into a data set and puts it into the object store.", mixinStandardHelpOptions = true)
    static final class Pack implements Callable<Integer> {
        @ArgGroup(multiplicity = "1")
        private From from;

        @Option(names = "--name", required = true, description = "name of the data set")
        private String name;

        @Option(names = "--size", defaultValue = "16", description = "height and width of pictures in pixels, a power of two; signals keep their length; default ${DEFAULT-VALUE}")
        private int size;

        @Option(names = "--length", defaultValue = "64", description = "of --signals: samples, a power of two; default ${DEFAULT-VALUE}")
        private int length;

        @Option(names = "--count", defaultValue = "8192", description = "of --signals: how many; default ${DEFAULT-VALUE}")
        private int count;

        @Option(names = "--classes", defaultValue = "3", description = "of --signals: kinds of signal, 1 to 3; default ${DEFAULT-VALUE}")
        private int classes;

        @Option(names = "--seed", defaultValue = "1", description = "of --signals; another seed gives other signals of the same law; default ${DEFAULT-VALUE}")
        private long seed;

        @Option(names = "--extractor", description = "what judges generated images: a feature network, configured as straightway.extractors.NAME, or "
                + "sliced-wasserstein; by default the network that ships for the kind of image, and sliced-wasserstein for signals")
        private Optional<String> extractor;

        @Mixin
        private Connection connection;

        static final class From {
            @Option(names = "--from", description = "ZIP or folder of images (EDM's format, or a folder per class), or folder with IDX or CIFAR-10 binary files")
            Path source;

            @Option(names = "--emoji", description = "the iconify__json jar from Maven Central, from which the Emoji set is rendered")
            Path emoji;

            @Option(names = "--signals", description = "signals of one dimension, made up: ecg; see docs/how-to/signals.md")
            String signals;
        }

        @Override
        public Integer call() {
            StraightwayConfig config = connection.config();
            SortedSet<String> known = Extractors.names(Settings.extractors(config));
            extractor.filter(wanted -> !known.contains(wanted)).ifPresent(wanted -> {
                throw new IllegalArgumentException("--extractor is " + wanted + ", allowed: " + String.join(", ", known));
            });
            try (ObjectStore store = connection.store()) {
                store.ensureBucket();
                DataSet set = read();
                DatasetShelf shelf = new DatasetShelf(store, new StoreCatalog(store));
                DatasetCard card = extractor.map(network -> shelf.put(name, set, network)).orElseGet(() -> shelf.put(name, set));
                System.out.println(name + ": " + card.images() + " images of " + card.size() + ", "
                        + card.classes().size() + " classes, sha256 " + card.sha256());
                return 0;
            }
        }

        private DataSet read() {
            if (from.signals != null) {
                if (count < 1) {
                    throw new IllegalArgumentException("--count is " + count + ", allowed: 1 or more");
                }
                if (!from.signals.equals("ecg")) {
                    throw new IllegalArgumentException("--signals is " + from.signals + ", allowed: ecg");
                }
                return new EcgSignals(length, classes, seed).set(name, count);
            }
            return from.emoji != null ? EmojiPacker.pack(from.emoji, EmojiOptions.of(size), (done, total) -> {}).train() : Sources.read(from.source, size);
        }
    }

    @Command(name = "show", description = "Draws the first images of some sources as one picture, a row for each class of each source; signals as line plots.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "SOURCE", arity = "1..*", description = "dataset:NAME, job:ID, or a ZIP, folder or IDX file of images")
        private List<String> sources;

        @Option(names = "--columns", defaultValue = "8", description = "images in a row; default ${DEFAULT-VALUE}")
        private int columns;

        @Option(names = "--out", required = true, description = "PNG to write")
        private Path out;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() throws IOException {
            Files.write(out, ClassRows.png(sources.stream().map(source -> ImageSource.of(source, connection.config())).toList(), columns));
            System.out.println(out);
            return 0;
        }
    }
}
