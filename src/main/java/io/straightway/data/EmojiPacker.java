package io.straightway.data;

import io.straightway.store.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes a labelled colour data set of the emoji art in {@code org.webjars.npm:iconify__json}. The same jar and options give the same
 * pictures in the same order, which is a shuffled one: any first part of it shows all classes and styles.
 */
public final class EmojiPacker {
    private static final int THREADS = 2;
    private static final int CHUNK = 64;

    private EmojiPacker() {}

    /** Called from the drawing threads. */
    public interface Progress {
        void drawn(int done, int all);
    }

    /** No concept is in both. */
    public record Split(DataSet train, DataSet heldOut) {}

    public static Split pack(Path jar, EmojiOptions options, Progress progress) {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<EmojiArt> art = art(jar, options, threads);
            List<EmojiIcon> icons = chosen(art, options);
            List<Optional<Picture>> pictures = draw(icons, options.size(), threads, progress);
            return split(icons, pictures, options, art.stream().map(EmojiArt::credit).toList());
        }
    }

    private static List<EmojiArt> art(Path jar, EmojiOptions options, ExecutorService threads) {
        try (ForeignZip zip = ForeignZip.open(jar)) {
            return all(options.sets().stream().map(set -> threads.submit(() -> EmojiArt.read(zip, set))).toList());
        }
    }

    static List<EmojiIcon> chosen(List<EmojiArt> art, EmojiOptions options) {
        Map<String, Integer> known = new HashMap<>();
        art.stream().filter(EmojiArt::modern).forEach(set -> set.concepts().forEach(known::putIfAbsent));
        List<EmojiIcon> all = art.stream().flatMap(set -> set.icons(known).stream()).toList();
        List<EmojiIcon> people = all.stream().filter(icon -> icon.group() == EmojiIcon.PEOPLE)
                .sorted(Comparator.<EmojiIcon, Boolean>comparing(icon -> icon.toned()).thenComparing(shuffled("cap/")))
                .limit(options.mostPeople()).toList();
        List<EmojiIcon> chosen = new ArrayList<>(all.stream().filter(icon -> icon.group() != EmojiIcon.PEOPLE).toList());
        chosen.addAll(people);
        chosen.sort(shuffled("order/"));
        return chosen;
    }

    /** Two uses need two shuffles: what the cap lets through would else all come first. */
    private static Comparator<EmojiIcon> shuffled(String use) {
        return Comparator.<EmojiIcon>comparingLong(icon -> EmojiIcon.scramble(use + icon.set() + "/" + icon.name()))
                .thenComparing(EmojiIcon::set).thenComparing(EmojiIcon::name);
    }

    private static List<Optional<Picture>> draw(List<EmojiIcon> icons, int size, ExecutorService threads, Progress progress) {
        AtomicInteger done = new AtomicInteger();
        List<Future<List<Optional<Picture>>>> chunks = new ArrayList<>();
        for (int from = 0; from < icons.size(); from += CHUNK) {
            List<EmojiIcon> chunk = icons.subList(from, Math.min(icons.size(), from + CHUNK));
            chunks.add(threads.submit(() -> {
                EmojiPainter painter = new EmojiPainter(size);
                List<Optional<Picture>> drawn = chunk.stream().map(icon -> painter.paint(icon.svg())).toList();
                progress.drawn(done.addAndGet(chunk.size()), icons.size());
                return drawn;
            }));
        }
        return all(chunks).stream().flatMap(List::stream).toList();
    }

    private static Split split(List<EmojiIcon> icons, List<Optional<Picture>> pictures, EmojiOptions options, List<String> credits) {
        Part train = new Part();
        Part heldOut = new Part();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < icons.size(); i++) {
            EmojiIcon icon = icons.get(i);
            Part part = EmojiIcon.scramble(icon.concept()) % options.heldOut() == 0 ? heldOut : train;
            pictures.get(i).filter(picture -> seen.add(Digest.of(picture.pixels()))).ifPresent(picture -> part.add(picture, icon.group()));
        }
        String name = "emoji-" + options.size();
        return new Split(train.dataSet(name, credits), heldOut.dataSet(name + ".held-out", credits));
    }

    private static <T> List<T> all(List<Future<T>> futures) {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while drawing emoji", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
        return results;
    }

    private static final class Part {
        private final List<Picture> pictures = new ArrayList<>();
        private final List<Integer> groups = new ArrayList<>();

        void add(Picture picture, int group) {
            pictures.add(picture);
            groups.add(group);
        }

        DataSet dataSet(String name, List<String> credits) {
            int[] labels = groups.stream().mapToInt(Integer::intValue).toArray();
            return new DataSet(name, Images.of(name, pictures, labels, EmojiIcon.GROUPS), credits);
        }
    }
}
