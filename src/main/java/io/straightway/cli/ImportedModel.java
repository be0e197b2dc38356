package io.straightway.cli;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.job.ModelName;
import io.straightway.net.ModelFile;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.store.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model from elsewhere, of which there are only weights and shape: a file that {@link ModelFile} reads.
 *
 * @param name and version to publish it as
 * @param dataset what it learned, empty if that is not known
 * @param images training images that it has seen, 0 if that is not known
 */
record ImportedModel(ModelName name, Optional<String> dataset, long images) {
    /** EDM's evaluations: 18 steps of Heun for images of up to so many pixels, 40 for larger ones (Karras et al. 2022, table 2). */
    private static final int SMALL = 32;

    /**
     * Publishes it and makes it the newest version of its name.
     *
     * @throws IOException if the file is no model
     * @throws IllegalArgumentException if the version holds another model
     */
    ModelCard publish(Path file, ModelShelf shelf, StoreCatalog catalog) throws IOException {
        ModelFile model;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            model = ModelFile.read(file.toString(), in, Files.size(file));
        }
        byte[] weights = model.bytes(Map.of("model", name.toString()));
        ModelCard card = card(file, model.network(), Digest.of(weights), catalog);
        if (catalog.card(name).filter(other -> !other.weightsSha256().equals(card.weightsSha256())).isPresent()) {
            throw new IllegalArgumentException("model " + name + " is there with other weights, allowed: another --version");
        }
        return shelf.put(card, weights);
    }

    private ModelCard card(Path file, Network network, String sha256, StoreCatalog catalog) {
        Sampling sampling = Sampling.teacher(network.side() <= SMALL ? 35 : 79);
        String digest = dataset.flatMap(catalog::datasetCard).map(DatasetCard::sha256).orElse("");
        return new ModelCard(name.name(), name.version().orElseThrow(), network, sampling, dataset.orElse(""), digest, "import", "", Optional.empty(), images,
                Map.of("file", file.getFileName().toString()), "", 0, sha256, Optional.empty());
    }
}
