package io.straightway.net;

import io.straightway.json.Json;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Network;
import io.straightway.recipe.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model as one safetensors file that tools outside can read and write: weights under the names of EDM's state dictionaries, and the
 * network's shape as JSON in the metadata. {@code scripts/convert_edm.py} makes such files of EDM's pickles.
 *
 * @param network shape
 * @param weights those of the network, in its order
 */
public record ModelFile(Network network, Weights weights) {
    /** Key of the metadata that holds the shape. */
    public static final String NETWORK = "straightway.network";

    /**
     * @param name of the file, for errors
     * @param length of the file in bytes
     * @throws IOException naming the file and what is wrong with it
     */
    public static ModelFile read(String name, InputStream in, long length) throws IOException {
        Safetensors.Content content = Safetensors.read(name, in, length);
        String shape = content.metadata().get(NETWORK);
        if (shape == null) {
            throw new IOException(name + ": metadata lacks " + NETWORK + ", the shape of the network");
        }
        Network network = network(name, shape);
        try {
            return new ModelFile(network, content.weights().select(Blueprint.of(network).parameters()));
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static Network network(String name, String shape) throws IOException {
        Checks checks = Checks.begin();
        try {
            Network network = Optional.ofNullable(Json.read(shape.getBytes(StandardCharsets.UTF_8), Network.class))
                    .orElseThrow(() -> new IOException(name + ": " + NETWORK + " is empty"));
            checks.require(network.architecture() != null, "architecture", "missing", "DDPMPP, NCSNPP or ADM");
            network.check(checks);
            List<Violation> violations = checks.violations();
            if (!violations.isEmpty()) {
                throw new IOException(name + ": " + NETWORK + ": " + violations.getFirst());
            }
            return network;
        } catch (UncheckedIOException e) {
            throw new IOException(name + ": " + NETWORK + " is " + shape + ", which is no network", e);
        }
    }

    /** @param notes further metadata, free text by key */
    public byte[] bytes(Map<String, String> notes) {
        return Safetensors.write(weights, metadata(notes));
    }

    /** Does not close the stream. */
    public void write(OutputStream out) throws IOException {
        Safetensors.write(weights, metadata(Map.of()), out);
    }

    private Map<String, String> metadata(Map<String, String> notes) {
        Map<String, String> metadata = new TreeMap<>(notes);
        metadata.put("format", "pt");
        metadata.put(NETWORK, new String(Json.bytes(network, Network.class), StandardCharsets.UTF_8));
        return metadata;
    }
}
