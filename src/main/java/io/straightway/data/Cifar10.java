package io.straightway.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The binary version of CIFAR-10 (cs.toronto.edu/~kriz/cifar.html): records of one label byte and 3072 bytes, channels first. */
final class Cifar10 {
    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;
    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private Cifar10() {}

    static DataSet read(List<Path> files, Optional<Integer> size) {
        List<Picture> pictures = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Sources.bytes(file);
            if (bytes.length == 0 || bytes.length % (PIXELS + 1) != 0) {
                throw new DataException(file.toString(), bytes.length + " bytes are not a whole number of records of " + (PIXELS + 1));
            }
            for (int at = 0; at < bytes.length; at += PIXELS + 1) {
                if (bytes[at] < 0 || bytes[at] >= CLASSES.size()) {
                    throw new DataException(file.toString(), "record " + at / (PIXELS + 1) + " has class " + (bytes[at] & 0xff) + ", not 0 to 9");
                }
                labels.add((int) bytes[at]);
                pictures.add(new Picture(3, SIDE, SIDE, Arrays.copyOfRange(bytes, at + 1, at + 1 + PIXELS)).boxed(size.orElse(SIDE), size.orElse(SIDE)));
            }
        }
        int[] all = labels.stream().mapToInt(Integer::intValue).toArray();
        return new DataSet("cifar10", Images.of(files.getFirst().toString(), pictures, all, CLASSES), List.of());
    }
}
