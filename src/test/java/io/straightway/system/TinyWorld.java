package io.straightway.system;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.metric.Extractors;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import java.util.List;
import java.util.Random;

/** A data set of 64 coloured shapes, and jobs that a CPU does in seconds. */
final class TinyWorld {
    static final String DATASET = "shapes";
    static final int SIDE = 16;
    static final List<String> CLASSES = List.of("square", "disc", "stripes");

    private static final int COUNT = 64;
    static final String NETWORK = network(CLASSES.size());

    private TinyWorld() {}

    /** One that is trained and drawn in seconds. */
    static String network(int classes) {
        return """
                {"resolution": %d, "channels": 3, "classes": %d, "baseChannels": 8, "multipliers": [1, 2], "blocks": 1, "attention": []}"""
                .formatted(SIDE, classes);
    }

    /** The ZIP first, the card last, as the command line does it. */
    static DatasetCard stock(ObjectStore store) {
        return stock(store, DATASET, shapes());
    }

    /** A data set of one image, of which there are no statistics. */
    static DatasetCard lonely(ObjectStore store) {
        return stock(store, "lonely", shapes().part(0, 1));
    }

    private static DatasetCard stock(ObjectStore store, String name, Images images) {
        ObjectRef zip = store.put(Keys.dataset(name), EdmZip.write(new DataSet(name, images, List.of("drawn by a test"))));
        DatasetCard card = new DatasetCard(name, images.count(), SIDE, images.channels(), CLASSES, zip.sha256(), zip.bytes(), Extractors.nameFor(images), SIDE);
        new StoreCatalog(store).put(card);
        return card;
    }

    private static Images shapes() {
        byte[] pixels = new byte[COUNT * 3 * SIDE * SIDE];
        int[] labels = new int[COUNT];
        Random random = new Random(7);
        for (int n = 0; n < COUNT; n++) {
            labels[n] = n % CLASSES.size();
            int[] colour = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
            double radius = 3 + random.nextInt(4);
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean inside = inside(labels[n], x - SIDE / 2.0 + 0.5, y - SIDE / 2.0 + 0.5, radius);
                    for (int c = 0; c < 3; c++) {
                        pixels[((n * 3 + c) * SIDE + y) * SIDE + x] = (byte) (inside ? colour[c] : 255);
                    }
                }
            }
        }
        return new Images(COUNT, 3, SIDE, SIDE, pixels, labels, CLASSES);
    }

    private static boolean inside(int label, double x, double y, double radius) {
        return switch (label) {
            case 0 -> Math.max(Math.abs(x), Math.abs(y)) < radius;
            case 1 -> Math.hypot(x, y) < radius;
            default -> Math.floorMod((int) Math.floor(x), 4) < 2;
        };
    }

    /** Teacher, pairs, reflow: every kind of stage, tens of steps each. */
    static String pipeline(String id, String model) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "network": %s, "seed": 3, "stages": [
                   {"kind": "TEACHER", "images": 960, "flip": true, "checkpointImages": 320, "optimiser": {"batch": 16, "warmupImages": 160}},
                   {"kind": "PAIRS", "count": 64, "shardPairs": 32, "batch": 16, "sampling": {"solver": {"name": "heun"}, "grid": {"name": "edm"}, "nfe": 5}},
                   {"kind": "REFLOW", "images": 320, "dropLongest": 0.1, "checkpointImages": 160, "optimiser": {"batch": 16, "warmupImages": 160}}],
                 "evaluation": {"images": 64, "sampling": {"nfe": 5}}}"""
                .formatted(id, model, DATASET, NETWORK).replace("\n", " ");
    }

    /** Down to one or two evaluations: the pairs serve two stages. */
    static String consistency(String id, String model) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "network": %s, "seed": 3, "stages": [
                   {"kind": "teacher", "images": 480, "optimiser": {"batch": 16, "warmupImages": 160}},
                   {"kind": "pairs", "count": 32, "forward": 8, "batch": 16, "sampling": {"nfe": 5}},
                   {"kind": "reflow", "images": 160, "optimiser": {"batch": 16, "warmupImages": 160}},
                   {"kind": "consistency", "images": 160, "dropLongest": 0.1, "checkpointImages": 64, "curriculum": {"stages": 3},
                    "optimiser": {"batch": 16, "learningRate": 0.0005, "warmupImages": 160}}],
                 "evaluation": {"images": 32}}"""
                .formatted(id, model, DATASET, NETWORK).replace("\n", " ");
    }

    /** A teacher, then pairs for some seconds, then a reflow; teacher and reflow of so many images. */
    static String stages(String id, String model, long images, long checkpointImages) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "network": %s, "seed": 5, "stages": [
                   {"kind": "TEACHER", "images": %d, "checkpointImages": %d, "optimiser": {"batch": 16, "warmupImages": 160}},
                   {"kind": "PAIRS", "count": 256, "shardPairs": 128, "batch": 16, "sampling": {"solver": {"name": "heun"}, "grid": {"name": "edm"}, "nfe": 25}},
                   {"kind": "REFLOW", "images": %d, "checkpointImages": %d, "optimiser": {"batch": 16, "warmupImages": 160}}],
                 "evaluation": {"images": 16, "sampling": {"nfe": 5}}}"""
                .formatted(id, model, DATASET, NETWORK, images, checkpointImages, images, checkpointImages).replace("\n", " ");
    }

    /** One teacher stage of so many images. */
    static String teacher(String id, String model, long images, long checkpointImages) {
        return """
                {"id": "%s", "model": "%s", "dataset": "%s", "network": %s, "seed": 5, "stages": [
                   {"kind": "TEACHER", "images": %d, "checkpointImages": %d, "optimiser": {"batch": 16, "warmupImages": 160}}],
                 "evaluation": {"images": 16, "sampling": {"nfe": 5}}}"""
                .formatted(id, model, DATASET, NETWORK, images, checkpointImages).replace("\n", " ");
    }

    /** With everything measured that can be. */
    static String measured(String id, String model, long firstSeed, long count, int shardImages) {
        return images(id, model, firstSeed, count, shardImages).replace("\"batch\": 8}",
                "\"batch\": 8, \"statistics\": {\"interval\": true, \"infinity\": true, \"kernel\": true, \"precisionRecall\": true}}");
    }

    static String images(String id, String model, long firstSeed, long count, int shardImages) {
        return """
                {"id": "%s", "model": "%s", "firstSeed": %d, "images": %d, "shardImages": %d, "batch": 8}"""
                .formatted(id, model, firstSeed, count, shardImages).replace("\n", " ");
    }
}
