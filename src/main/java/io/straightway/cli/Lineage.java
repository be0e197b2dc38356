package io.straightway.cli;

import io.straightway.catalog.ModelCard;
import io.straightway.catalog.PairsCard;
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
        lineage.lines.add(told(model));
        lineage.below(model, "");
        return lineage.lines;
    }

    private void below(ModelCard model, String indent) {
        drawn.add(model.modelName().toString());
        List<Runnable> branches = new ArrayList<>();
        model.parent().ifPresent(parent -> branches.add(() -> parent(parent, indent, branches)));
        model.pairs().ifPresent(pairs -> branches.add(() -> lines.add(branch(indent, branches) + "pairs: " + told(pairs))));
        // What an ancestor learned it learned itself.
        Optional.of(model.dataset()).filter(name -> !name.isEmpty() && model.parent().isEmpty())
                .ifPresent(name -> branches.add(() -> lines.add(branch(indent, branches) + "data set: " + name + ", sha256 " + shortened(model.datasetSha256()))));
        while (!branches.isEmpty()) {
            branches.removeFirst().run();
        }
    }

    /** A branch is drawn by what is left to draw beside it. */
    private static String branch(String indent, List<Runnable> left) {
        return indent + (left.isEmpty() ? "└─ " : "├─ ");
    }

    private void parent(String name, String indent, List<Runnable> left) {
        String line = branch(indent, left);
        String deeper = indent + (left.isEmpty() ? "   " : "│  ");
        Optional<ModelCard> card = catalog.card(ModelName.parse(name));
        if (card.isEmpty()) {
            lines.add(line + "from: " + name + ", which is not here");
        } else if (!drawn.add(name)) {
            lines.add(line + "from: " + name + ", drawn above");
        } else {
            lines.add(line + "from: " + told(card.get()));
            below(card.get(), deeper);
        }
    }

    private String told(ModelCard.Pairs pairs) {
        String stored = pairs.source().startsWith("pairs:")
                ? catalog.pairsCard(pairs.source().substring("pairs:".length())).map(PairsCard::name).map(name -> "").orElse(", which are not here any more")
                : "";
        return pairs.count() + " of " + pairs.source() + ", sha256 " + shortened(pairs.sha256()) + stored;
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
