package io.straightway.cli;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.data.DataSet;
import io.straightway.data.EmojiOptions;
import io.straightway.data.EmojiPacker;
import io.straightway.data.Sources;
import io.straightway.metric.Extractors;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "dataset", description = "Data sets.", mixinStandardHelpOptions = true, subcommands = DatasetCommand.Pack.class)
final class DatasetCommand {

    @Command(name = "pack", description = "Packs images into a data set and puts it into the object store.", mixinStandardHelpOptions = true)
    static final class Pack implements Callable<Integer> {
        @ArgGroup(multiplicity = "1")
        private From from;

        @Option(names = "--name", required = true, description = "name of the data set")
        private String name;

        @Option(names = "--size", defaultValue = "16", description = "height and width in pixels, a power of two; default ${DEFAULT-VALUE}")
        private int size;

        @Option(names = "--extractor", description = "feature network that judges generated images, configured as straightway.extractors.NAME; "
                + "by default the one that ships for the kind of image")
        private Optional<String> extractor;

        static final class From {
            @Option(names = "--from", description = "ZIP or folder of images (EDM's format, or a folder per class), or folder with IDX or CIFAR-10 binary files")
            Path source;

            @Option(names = "--emoji", description = "the iconify__json jar from Maven Central, from which the Emoji set is rendered")
            Path emoji;
        }

        @Override
        public Integer call() {
            StraightwayConfig config = ConfigLoader.load();
            SortedSet<String> known = Extractors.names(Settings.extractors(config));
            extractor.filter(wanted -> !known.contains(wanted)).ifPresent(wanted -> {
                throw new IllegalArgumentException("--extractor is " + wanted + ", allowed: " + String.join(", ", known));
            });
            try (ObjectStore store = ObjectStore.of(Settings.store(config))) {
                store.ensureBucket();
                DataSet set = from.emoji != null
                        ? EmojiPacker.pack(from.emoji, EmojiOptions.of(size), (done, total) -> {}).train()
                        : Sources.read(from.source, size);
                DatasetShelf shelf = new DatasetShelf(store, new StoreCatalog(store));
                DatasetCard card = extractor.map(network -> shelf.put(name, set, network)).orElseGet(() -> shelf.put(name, set));
                System.out.println(name + ": " + card.images() + " images of " + card.resolution() + "x" + card.resolution() + ", "
                        + card.classes().size() + " classes, sha256 " + card.sha256());
                return 0;
            }
        }
    }
}
