package io.straightway.cli;

import io.straightway.catalog.PairsCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.PairFolder;
import io.straightway.data.PairFolderWriter;
import io.straightway.store.ObjectStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "pairs", description = "Pairs of noise and image, in the layout of 2-rectified flow++.", mixinStandardHelpOptions = true,
        subcommands = {PairsCommand.Import.class, PairsCommand.Export.class})
final class PairsCommand {

    @Command(name = "import", description = "Puts pairs from a folder into the object store, where a training job finds them by their name.",
            mixinStandardHelpOptions = true)
    static final class Import implements Callable<Integer> {
        @Parameters(paramLabel = "FOLDER", description = "folder with samples.zip, z.zip and, for pairs with classes, images_labels.csv")
        private Path folder;

        @Option(names = "--name", required = true, description = "name of the pairs")
        private String name;

        @Option(names = "--replace", description = "take the place of pairs of this name, which are gone even if the import then fails")
        private boolean replace;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            try (ObjectStore store = connection.store(); PairFolder pairs = PairFolder.open(folder)) {
                store.ensureBucket();
                PairsCard card = new PairsShelf(store, new StoreCatalog(store)).put(name, pairs, replace, done -> show(done + "/" + pairs.count()));
                System.out.println(clear() + name + ": " + card.forward() + " pairs of " + card.resolution() + "x" + card.resolution() + ", " + card.channels()
                        + " channels, " + card.classes() + " classes");
                return 0;
            }
        }
    }

    @Command(name = "export", description = "Writes imported pairs, or those that a job has made, into a folder.", mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {
        @Parameters(paramLabel = "NAME|JOB", description = "name of imported pairs, or else a job's id")
        private String from;

        @Option(names = "--out", required = true, description = "folder to write samples.zip, z.zip and images_labels.csv into")
        private Path out;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            try (ObjectStore store = connection.store(); PairFolderWriter writer = PairFolderWriter.create(out)) {
                new PairsShelf(store, new StoreCatalog(store)).write(from, writer, done -> show(Integer.toString(done)));
                System.out.println(clear() + writer.count() + " pairs of " + from + " are in " + out);
                return 0;
            }
        }
    }

    private static void show(String progress) {
        if (Terminal.attached()) {
            System.out.print(clear() + progress);
        }
    }

    private static String clear() {
        return Terminal.attached() ? "\r\033[K" : "";
    }
}
