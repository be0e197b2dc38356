package io.straightway.cli;

import io.straightway.catalog.PairsCard;
import io.straightway.catalog.PairsRack;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataException;
import io.straightway.data.PairFile;
import io.straightway.data.PairFolder;
import io.straightway.data.PairFolderWriter;
import io.straightway.data.Pairs;
import io.straightway.flow.Noise;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moves pairs between folders and the store: the parts first, the card last, so that a set with a card is complete. */
record PairsShelf(ObjectStore store, StoreCatalog catalog) {
    /** Pairs of one part, unless that is more than {@link #PART_BYTES}. */
    private static final int PART = 4_096;

    private static final int PART_BYTES = 128 << 20;
    private static final Pattern MADE = Pattern.compile("(\\d{1,9})/(\\d{1,9})-a(\\d{1,9})-[^/]+\\.pairs");

    /**
     * Publishes the pairs of a folder. A set of this name is gone as soon as it is being replaced.
     *
     * @param done hears how many pairs are stored
     * @throws IllegalArgumentException if there is such a set and it is not to be replaced
     */
    PairsCard put(String name, PairFolder folder, boolean replace, IntConsumer done) {
        if (catalog.pairsCard(name).isPresent() && !replace) {
            throw new IllegalArgumentException("pairs are called " + name + ", allowed: a name that is free, or --replace");
        }
        int stride = folder.channels() * folder.resolution() * folder.resolution();
        int most = Math.clamp(PART_BYTES / (8L * stride), 1, PART);
        PairsRack rack = PairsRack.begin(store, name);
        for (int from = 0; from < folder.count(); from += most) {
            int count = Math.min(most, folder.count() - from);
            rack.add(PairFile.write(folder.read(from, count)));
            done.accept(from + count);
        }
        PairsCard card = rack.finish(folder.resolution(), folder.resolution(), folder.channels(), folder.classes(), 0, folder.count());
        catalog.put(card);
        return card;
    }

    /**
     * Writes an imported set, or the pairs that a job has made, and finishes the folder.
     *
     * @param from name of the set, or id of the job
     * @param done hears how many pairs are written
     * @throws IllegalArgumentException if there are no such pairs, or a part of the job's is missing
     */
    void write(String from, PairFolderWriter out, IntConsumer done) {
        Optional<PairsCard> card = catalog.pairsCard(from);
        if (card.isPresent()) {
            card.get().parts().forEach(part -> write(PairFile.read(part.key(), store.getVerified(part)), out, done));
        } else {
            made(from).forEach(key -> write(PairFile.read(key, store.get(key).orElseThrow(() -> new DataException(key, "is gone"))), out, done));
        }
        out.finish();
    }

    private static void write(Pairs pairs, PairFolderWriter out, IntConsumer done) {
        out.add(pairs, switch (pairs.noise()) {
            case Pairs.Values noise -> noise.values();
            case Pairs.Seeds noise -> Noise.images(noise.seeds(), pairs.stride());
        });
        done.accept(out.count());
    }

    /** Keys of the parts of a job's last pairs stage in order, of each the last attempt. */
    private List<String> made(String job) {
        TreeMap<Integer, Map<Integer, Attempt>> stages = new TreeMap<>();
        for (ObjectInfo object : store.list(Keys.pairsOf(job))) {
            Matcher name = MADE.matcher(object.key().substring(Keys.pairsOf(job).length()));
            if (name.matches()) {
                stages.computeIfAbsent(Integer.valueOf(name.group(1)), stage -> new TreeMap<>())
                        .merge(Integer.valueOf(name.group(2)), new Attempt(Integer.parseInt(name.group(3)), object), Attempt::later);
            }
        }
        Map<Integer, Attempt> parts = stages.isEmpty() ? Map.of() : stages.lastEntry().getValue();
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("pairs are called " + job + ", allowed: the name of imported pairs or the id of a job that has made some");
        }
        for (int index = 0; index < parts.size(); index++) {
            if (!parts.containsKey(index)) {
                throw new IllegalArgumentException("job " + job + " has no part " + index + " of its pairs yet, allowed: a job that has made all of them");
            }
        }
        return parts.values().stream().map(attempt -> attempt.object().key()).toList();
    }

    private record Attempt(int number, ObjectInfo object) {
        private static final Comparator<Attempt> ORDER = Comparator.comparingInt(Attempt::number).thenComparing(attempt -> attempt.object().modified());

        Attempt later(Attempt other) {
            return ORDER.compare(this, other) > 0 ? this : other;
        }
    }
}
