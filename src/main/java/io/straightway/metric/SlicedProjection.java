package io.straightway.metric;

import io.straightway.engine.Draws;
import io.straightway.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of a picture or signal along {@value #DIRECTIONS} fixed random directions: what the sliced Wasserstein distance compares.
 * No network, so it judges whatever has values; it takes part in jobs as a feature extractor does. A direction is a vector of standard
 * normals over its length, which is uniform on the sphere; its draws depend on its number alone. Confined to one thread.
 */
public final class SlicedProjection implements FeatureExtractor {
    /** As jobs and data sets name it. */
    public static final String NAME = "sliced-wasserstein";

    /** A project choice: Bonneel et al. find tens to hundreds enough. All distances share the same directions, and with them their error. */
    static final int DIRECTIONS = 256;

    private static final long SEED = 0;
    private static final int STREAM = 0x737764;

    /** All that decides the value, in words; its digest stands where networks have that of their weights. */
    static final String DEFINITION = "sliced-wasserstein p=%d directions=%d seed=%d stream=0x%x draws=philox4x32-10,box-muller values=x/127.5-1"
            .formatted(SlicedWasserstein.ORDER, DIRECTIONS, SEED, STREAM);

    private static final String DIGEST = Digest.of(DEFINITION.getBytes(StandardCharsets.UTF_8));

    private final Map<Integer, float[][]> directions = new HashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String digest() {
        return DIGEST;
    }

    @Override
    public int dimensions() {
        return DIRECTIONS;
    }

    @Override
    public String resize() {
        return "none, x/127.5-1";
    }

    @Override
    public String precision() {
        return "float64, projections rounded to float32";
    }

    @Override
    public Comparison comparison() {
        return Comparison.SLICED;
    }

    @Override
    public float[][] features(byte[] pixels, int count, int channels, int height, int width) {
        int size = channels * height * width;
        float[][] values = new float[count][size];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < size; k++) {
                values[i][k] = Byte.toUnsignedInt(pixels[i * size + k]) / 127.5f - 1;
            }
        }
        return project(values);
    }

    /**
     * @param values (n, d)
     * @return (n, {@value #DIRECTIONS})
     */
    float[][] project(float[][] values) {
        float[][] rows = new float[values.length][DIRECTIONS];
        if (values.length > 0) {
            int d = values[0].length;
            double[] products = Algebra.of(d).products(values, directions.computeIfAbsent(d, SlicedProjection::directions));
            for (int i = 0; i < products.length; i++) {
                rows[i / DIRECTIONS][i % DIRECTIONS] = (float) products[i];
            }
        }
        return rows;
    }

    /** Unit vectors, ({@value #DIRECTIONS}, d). */
    static float[][] directions(int d) {
        float[][] all = new float[DIRECTIONS][d];
        double[] normals = new double[d];
        for (int j = 0; j < DIRECTIONS; j++) {
            Draws draws = new Draws(SEED, j, STREAM);
            double square = 0;
            for (int k = 0; k < d; k++) {
                normals[k] = draws.normal();
                square += normals[k] * normals[k];
            }
            double length = Math.sqrt(square);
            for (int k = 0; k < d; k++) {
                all[j][k] = (float) (normals[k] / length);
            }
        }
        return all;
    }
}
