package io.straightway.cli;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.job.ModelName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a model came from, as a tree: the model it began with, its pairs, its data set, and the same of those. */
final class Lineage {
    private final StoreCatalog catalog;
    private final List<String> lines = new ArrayList<>();
    private final Set<String> drawn = new HashSet<>();

    private Lineage(StoreCatalog catalog) {
        this.catalog = catalog;
    }

    /** Lines of text, the model first. */
    static List<String> of(ModelCard model, StoreCatalog catalog) {
        Lineage lineage = new Lineage(catalog);
        lineage.drawn.add(model.modelName().toString());
        lineage.lines.add(told(model));
        lineage.below(model, "");
        return lineage.lines;
    }

    private void below(ModelCard model, String indent) {
        List<String> leaves = new ArrayList<>();
        model.pairs().ifPresent(pairs -> leaves.add("pairs: " + told(pairs)));
        // What an ancestor learned it learned itself.
        if (model.parent().isEmpty() && !model.dataset().isEmpty()) {
            leaves.add("data set: " + model.dataset() + ", sha256 " + shortened(model.datasetSha256()));
        }
        model.parent().ifPresent(parent -> parent(parent, indent, leaves.isEmpty()));
        for (int i = 0; i < leaves.size(); i++) {
            lines.add(branch(indent, i == leaves.size() - 1) + leaves.get(i));
        }
    }

    private static String branch(String indent, boolean last) {
        return indent + (last ? "└─ " : "├─ ");
    }

    private void parent(String name, String indent, boolean last) {
        String line = branch(indent, last) + "from: ";
        Optional<ModelCard> card = catalog.card(ModelName.parse(name));
        if (card.isEmpty()) {
            lines.add(line + name + ", which is not here");
        } else if (!drawn.add(name)) {
            lines.add(line + name + ", drawn above");
        } else {
            lines.add(line + told(card.get()));
            below(card.get(), indent + (last ? "   " : "│  "));
        }
    }

    private String told(ModelCard.Pairs pairs) {
        boolean gone = pairs.source().startsWith("pairs:") && catalog.pairsCard(pairs.source().substring("pairs:".length())).isEmpty();
        return pairs.count() + " of " + pairs.source() + ", sha256 " + shortened(pairs.sha256()) + (gone ? ", which are not here any more" : "");
    }

    private static String told(ModelCard model) {
        StringBuilder text = new StringBuilder().append(model.modelName()).append("  ").append(model.stage());
        if (model.images() > 0) {
            text.append(String.format(Locale.ROOT, ", %.1f kimg", model.images() / 1000.0));
        }
        model.distance().ifPresent(distance -> text.append(String.format(Locale.ROOT, ", %s %.4g at %d evaluations (n = %d)", distance.label(), distance.value(),
                model.sampling().nfe(), distance.images())));
        if (!model.job().isEmpty()) {
            text.append(", job ").append(model.job());
        }
        return text.append(", sha256 ").append(shortened(model.weightsSha256())).toString();
    }

    private static String shortened(String digest) {
        return digest.length() > 12 ? digest.substring(0, 12) + "…" : digest.isEmpty() ? "unknown" : digest;
    }
}
