package io.straightway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.job.ModelName;
import io.straightway.json.Json;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "model", description = "Models in the object store.", mixinStandardHelpOptions = true,
        subcommands = {ModelCommand.Listing.class, ModelCommand.Describe.class, ModelCommand.Export.class, ModelCommand.Import.class, ModelCommand.Lines.class})
final class ModelCommand {
    static final String WEIGHTS = "model.safetensors";
    static final String CARD = "model.json";

    @Command(name = "list", description = "Lists the models in the object store, each with its newest version.", mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Output output;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            try (ObjectStore store = connection.store()) {
                StoreCatalog catalog = new StoreCatalog(store);
                List<ModelCard> cards = catalog.models().stream().map(name -> catalog.card(ModelName.parse(name))).flatMap(Optional::stream).toList();
                output.print(cards.stream().map(card -> Output.tree(Json.bytes(card, ModelCard.class))).toList(), () -> {
                    Table table = new Table("NAME", "NEWEST", "VERSIONS", "STAGE", "SHAPE", "CLASSES", "KIMG", "NFE", "DISTANCE");
                    cards.forEach(card -> table.row(card.name(), card.version(), catalog.versions(card.name()).size(), card.stage(), card.network().shape(),
                            card.network().classes(), String.format(Locale.ROOT, "%.1f", card.images() / 1000.0), card.sampling().nfe(),
                            card.distance().map(EventWords::distance).orElse("-")));
                    return table.toString();
                });
                return ExitCodes.SUCCEEDED;
            }
        }
    }

    @Command(name = "describe", description = "Prints a model's card and the names of its versions.", mixinStandardHelpOptions = true)
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "name, or name@version")
        private String name;

        @Mixin
        private Output output;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            try (ObjectStore store = connection.store()) {
                StoreCatalog catalog = new StoreCatalog(store);
                ModelCard card = catalog.card(ModelName.parse(name))
                        .orElseThrow(() -> new IllegalArgumentException("model is " + name + ", allowed: one that straightway model list shows"));
                ObjectNode tree = (ObjectNode) Output.tree(Json.bytes(card, ModelCard.class));
                catalog.versions(card.name()).forEach(tree.putArray("versions")::add);
                output.print(tree, () -> YamlText.of(tree).stripTrailing());
                return ExitCodes.SUCCEEDED;
            }
        }
    }

    @Command(name = "export", description = "Writes a model's weights and card into a folder.", mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "name, or name@version")
        private String name;

        @Option(names = "--out", required = true, description = "folder to write " + WEIGHTS + " and " + CARD + " into")
        private Path out;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() throws IOException {
            try (ObjectStore store = connection.store()) {
                StoreCatalog catalog = new StoreCatalog(store);
                ModelCard card = catalog.card(ModelName.parse(name))
                        .orElseThrow(() -> new IllegalArgumentException("model is " + name + ", allowed: one that straightway model list shows"));
                Files.createDirectories(out);
                Files.write(out.resolve(WEIGHTS), new ModelShelf(store, catalog).weights(card));
                Files.writeString(out.resolve(CARD), Json.pretty(card) + "\n");
                System.out.println(card.modelName() + " is in " + out + ", sha256 " + card.weightsSha256());
                return 0;
            }
        }
    }

    @Command(name = "lineage", description = "Draws where a model came from: models, pairs, data set.", mixinStandardHelpOptions = true)
    static final class Lines implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "name, or name@version")
        private String name;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            try (ObjectStore store = connection.store()) {
                StoreCatalog catalog = new StoreCatalog(store);
                ModelCard card = catalog.card(ModelName.parse(name))
                        .orElseThrow(() -> new IllegalArgumentException("model is " + name + ", allowed: one that straightway model list shows"));
                Lineage.of(card, catalog).forEach(System.out::println);
                return 0;
            }
        }
    }

    @Command(name = "import", description = "Publishes a model and makes it the newest version of its name.")
    static final class Import implements Callable<Integer> {
        // Not from the standard options, whose --version is another one.
        @SuppressWarnings("UnusedVariable") // Its mere presence is the option.
        @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help message and exit")
        private boolean help;

        @Parameters(paramLabel = "FOLDER|FILE", description = "folder with " + WEIGHTS + " and " + CARD + ", or a safetensors file of scripts/convert_edm.py")
        private Path source;

        @ArgGroup(exclusive = false, heading = "For a file, which has no card:%n")
        private Identity identity;

        @Mixin
        private Connection connection;

        static final class Identity {
            @Option(names = "--name", required = true, description = "name of the model")
            String name;

            @Option(names = "--version", defaultValue = "v1", description = "its version; default ${DEFAULT-VALUE}")
            String version;

            @Option(names = "--dataset", description = "the data set that it learned")
            Optional<String> dataset;

            @Option(names = "--images", defaultValue = "0", description = "training images that it has seen")
            long images;
        }

        @Override
        public Integer call() throws IOException {
            try (ObjectStore store = connection.store()) {
                store.ensureBucket();
                StoreCatalog catalog = new StoreCatalog(store);
                System.out.println("published " + publish(new ModelShelf(store, catalog), catalog).modelName());
                return 0;
            }
        }

        private ModelCard publish(ModelShelf shelf, StoreCatalog catalog) throws IOException {
            Optional<Identity> given = Optional.ofNullable(identity);
            if (!Files.isDirectory(source)) {
                Identity as = given.orElseThrow(() -> new IllegalArgumentException("--name is missing, allowed: a name for the model in " + source));
                return new ImportedModel(ModelName.of(as.name, as.version), as.dataset, as.images).publish(source, shelf, catalog);
            }
            if (given.isPresent()) {
                throw new IllegalArgumentException("--name is " + given.get().name + ", allowed: nothing with a folder, whose " + CARD + " has the name");
            }
            byte[] json = Files.readString(source.resolve(CARD)).getBytes(StandardCharsets.UTF_8);
            return shelf.put(Json.read(json, ModelCard.class), Files.readAllBytes(source.resolve(WEIGHTS)));
        }
    }
}
