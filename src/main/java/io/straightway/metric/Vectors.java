package io.straightway.metric;

/** What measures on raw features ask of both sets. */
final class Vectors {
    private Vectors() {}

    /** @throws MetricException if a set is empty, or a vector has another length or is not finite */
    static void require(float[][] generated, float[][] reference) {
        if (generated.length == 0 || reference.length == 0) {
            throw new MetricException(generated.length + " feature vectors against " + reference.length + ": none may be empty");
        }
        require("generated", generated, reference[0].length);
        require("reference", reference, reference[0].length);
    }

    private static void require(String set, float[][] vectors, int d) {
        for (int k = 0; k < vectors.length; k++) {
            if (vectors[k].length != d) {
                throw new MetricException(set + " feature vector " + k + " has " + vectors[k].length + " dimensions, the reference " + d);
            }
            for (int i = 0; i < d; i++) {
                if (!Float.isFinite(vectors[k][i])) {
                    throw new MetricException("feature " + i + " of " + set + " picture " + k + " is " + vectors[k][i]);
                }
            }
        }
    }
}
