package io.straightway.cli;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.ConfigLoader;
import io.straightway.job.ModelName;
import io.straightway.json.Json;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "model", description = "Models in the object store.", mixinStandardHelpOptions = true,
        subcommands = {ModelCommand.Export.class, ModelCommand.Import.class})
final class ModelCommand {
    static final String WEIGHTS = "model.safetensors";
    static final String CARD = "model.json";

    @Command(name = "export", description = "Writes a model's weights and card into a folder.", mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "name, or name@version")
        private String name;

        @Option(names = "--out", required = true, description = "folder to write " + WEIGHTS + " and " + CARD + " into")
        private Path out;

        @Override
        public Integer call() throws IOException {
            try (ObjectStore store = ObjectStore.of(Settings.store(ConfigLoader.load()))) {
                StoreCatalog catalog = new StoreCatalog(store);
                ModelCard card = catalog.card(ModelName.parse(name))
                        .orElseThrow(() -> new IllegalArgumentException("model is " + name + ", allowed: a published model"));
                Files.createDirectories(out);
                Files.write(out.resolve(WEIGHTS), new ModelShelf(store, catalog).weights(card));
                Files.writeString(out.resolve(CARD), Json.pretty(card) + "\n");
                System.out.println(card.modelName() + " is in " + out + ", sha256 " + card.weightsSha256());
                return 0;
            }
        }
    }

    @Command(name = "import", description = "Publishes a model from a folder that export wrote, and makes it the newest version of its name.",
            mixinStandardHelpOptions = true)
    static final class Import implements Callable<Integer> {
        @Parameters(paramLabel = "FOLDER", description = "folder with " + WEIGHTS + " and " + CARD)
        private Path folder;

        @Override
        public Integer call() throws IOException {
            try (ObjectStore store = ObjectStore.of(Settings.store(ConfigLoader.load()))) {
                store.ensureBucket();
                byte[] json = Files.readString(folder.resolve(CARD)).getBytes(StandardCharsets.UTF_8);
                ModelCard card = new ModelShelf(store, new StoreCatalog(store)).put(Json.read(json, ModelCard.class), Files.readAllBytes(folder.resolve(WEIGHTS)));
                System.out.println("published " + card.modelName());
                return 0;
            }
        }
    }
}
