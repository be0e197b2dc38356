package io.straightway.train;

import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * All that a training needs to go on bit for bit.
 *
 * @param step steps done
 * @param images images seen
 * @param seed of the training
 * @param origin of the first weights
 * @param weights network, as trained
 * @param average their exponential moving average, which is the model to use
 * @param mean Adam's first moment, of the trainable parameters
 * @param square Adam's second moment, of the trainable parameters
 * @param notes what the caller wants to keep with it, such as its options as JSON
 */
public record Checkpoint(
        long step, long images, long seed, Origin origin, Weights weights, Weights average, Weights mean, Weights square, SequencedMap<String, String> notes) {
    private static final String OWN = "straightway.";

    /** As one safetensors file: {@code weights.}, {@code average.}, {@code mean.} and {@code square.} before the names. */
    public void write(OutputStream out) throws IOException {
        var arrays = new LinkedHashMap<String, Weights.Array>();
        put(arrays, "weights.", weights);
        put(arrays, "average.", average);
        put(arrays, "mean.", mean);
        put(arrays, "square.", square);
        var metadata = new LinkedHashMap<String, String>(notes);
        metadata.put(OWN + "step", Long.toString(step));
        metadata.put(OWN + "images", Long.toString(images));
        metadata.put(OWN + "seed", Long.toString(seed));
        metadata.put(OWN + "origin", origin.name());
        Safetensors.write(new Weights(arrays), metadata, out);
    }

    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static Checkpoint read(String name, byte[] bytes) throws IOException {
        return read(name, new ByteArrayInputStream(bytes), bytes.length);
    }

    /**
     * @param name of the file, for errors
     * @param length of the file in bytes
     */
    public static Checkpoint read(String name, InputStream in, long length) throws IOException {
        Safetensors.Content content = Safetensors.read(name, in, length);
        var notes = new LinkedHashMap<String, String>(content.metadata());
        Weights all = content.weights();
        return new Checkpoint(number(name, notes, "step"), number(name, notes, "images"), number(name, notes, "seed"), origin(name, notes),
                all.under("weights."), all.under("average."), all.under("mean."), all.under("square."), notes);
    }

    /** Checkpoints that were written before the origin was kept have none. */
    private static Origin origin(String name, Map<String, String> metadata) throws IOException {
        String text = Optional.ofNullable(metadata.remove(OWN + "origin")).orElse(Origin.FRESH.name());
        try {
            return Origin.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + OWN + "origin is " + text + ", allowed: " + Arrays.toString(Origin.values()));
        }
    }

    private static long number(String name, Map<String, String> metadata, String key) throws IOException {
        String text = metadata.remove(OWN + key);
        if (text == null) {
            throw new IOException(name + ": is no checkpoint, metadata lacks " + OWN + key);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(name + ": " + OWN + key + " is " + text + ", allowed: a whole number");
        }
    }

    private static void put(Map<String, Weights.Array> arrays, String prefix, Weights weights) {
        weights.arrays().forEach((name, array) -> arrays.put(prefix + name, array));
    }
}
