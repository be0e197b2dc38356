package io.straightway.catalog;

import io.straightway.job.ModelName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where a model came from, as a tree. */
public sealed interface Ancestry {

    /** Longer lines of descent are cut. */
    int MOST_GENERATIONS = 64;

    /**
     * A model that is here.
     *
     * @param parent the model it began with
     * @param pairs whether the pairs that it was trained on are still here; empty if they were a job's, or there were none
     */
    record Known(ModelCard card, Optional<Ancestry> parent, Optional<Boolean> pairs) implements Ancestry {}

    /** A model that is not here, or not any more. */
    record Missing(String model) implements Ancestry {}

    /** A model that stands above, in the same tree. */
    record Repeated(String model) implements Ancestry {}

    /** More came before. */
    record Cut(String model) implements Ancestry {}

    static Known of(ModelCard model, StoreCatalog catalog) {
        return known(model, catalog, new HashSet<>());
    }

    private static Known known(ModelCard model, StoreCatalog catalog, Set<String> drawn) {
        drawn.add(model.modelName().toString());
        return new Known(model, model.parent().map(parent -> parent(parent, catalog, drawn)), model.pairs().map(ModelCard.Pairs::source)
                .filter(source -> source.startsWith("pairs:")).map(source -> catalog.pairsCard(source.substring("pairs:".length())).isPresent()));
    }

    private static Ancestry parent(String name, StoreCatalog catalog, Set<String> drawn) {
        if (drawn.contains(name)) {
            return new Repeated(name);
        }
        if (drawn.size() >= MOST_GENERATIONS) {
            return new Cut(name);
        }
        return catalog.card(ModelName.parse(name)).<Ancestry>map(card -> known(card, catalog, drawn)).orElseGet(() -> new Missing(name));
    }
}
