package io.straightway.metric;

import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The feature vectors of one shard, kept for the measures that moments do not carry: KID, precision and recall, FID-infinity. As
 * bytes they are a safetensors file with the tensor {@code features} (n, d) in float32: 8 kB per image at 2048 dimensions.
 *
 * @param shard           id
 * @param extractor       name of the network, for people
 * @param extractorSha256 of its weights
 * @param vectors         (n, d)
 */
public record Features(String shard, String extractor, String extractorSha256, float[][] vectors) {
    private static final String TENSOR = "features";

    public byte[] bytes() {
        int d = vectors.length == 0 ? 0 : vectors[0].length;
        float[] flat = new float[Math.multiplyExact(vectors.length, d)];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, flat, i * d, d);
        }
        LinkedHashMap<String, Weights.Array> arrays = new LinkedHashMap<>();
        arrays.put(TENSOR, new Weights.Array(List.of(vectors.length, d), flat));
        return Safetensors.write(new Weights(arrays), Map.of("shard", shard, "extractor", extractor, "extractorSha256", extractorSha256));
    }

    /**
     * @param file for error messages
     * @throws MetricException if the bytes hold no features
     */
    public static Features read(String file, byte[] bytes) {
        try {
            Safetensors.Content content = Safetensors.read(file, bytes);
            Weights.Array array = content.weights().arrays().get(TENSOR);
            Map<String, String> text = content.metadata();
            if (array == null || array.shape().size() != 2 || array.shape().getLast() > Moments.MOST_DIMENSIONS) {
                throw new MetricException(file + ": has no tensor \"" + TENSOR + "\" of two dimensions, the second at most " + Moments.MOST_DIMENSIONS);
            }
            int d = array.shape().getLast();
            float[][] vectors = new float[d == 0 ? 0 : array.shape().getFirst()][d];
            for (int i = 0; i < vectors.length; i++) {
                System.arraycopy(array.values(), i * d, vectors[i], 0, d);
            }
            return new Features(required(file, text, "shard"), required(file, text, "extractor"), required(file, text, "extractorSha256"), vectors);
        } catch (IOException e) {
            throw new MetricException("no file of features: " + e.getMessage());
        }
    }

    private static String required(String file, Map<String, String> text, String key) {
        String value = text.get(key);
        if (value == null) {
            throw new MetricException(file + ": its metadata has no " + key);
        }
        return value;
    }
}
