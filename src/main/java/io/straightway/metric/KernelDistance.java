package io.straightway.metric;

import io.straightway.engine.Draws;

/**
 * The kernel distance KID: the squared maximum mean discrepancy with the kernel (x·y/d + 1)³, unbiased, as the mean over random
 * subsets of both sets (Bińkowski et al. 2018, "Demystifying MMD GANs"). Its expectation does not depend on the number of images, and
 * it may be negative.
 *
 * @param value     mean over the subsets
 * @param deviation standard deviation of one subset's value
 * @param subsets   how many
 * @param size      vectors of each set in a subset
 */
public record KernelDistance(double value, double deviation, int subsets, int size) {
    /** As in the paper's code and in torch-fidelity. */
    public static final int SUBSETS = 100;
    public static final int SIZE = 1000;

    private static final int STREAM = 0x6b6964;

    /**
     * @param generated (n, d)
     * @param reference (m, d)
     * @param size of a subset; fewer where a set is smaller
     */
    public static KernelDistance of(float[][] generated, float[][] reference, int subsets, int size, long seed) {
        Vectors.require(generated, reference);
        int m = Math.min(size, Math.min(generated.length, reference.length));
        if (m < 2 || subsets < 2) {
            throw new MetricException("KID needs 2 subsets of 2 feature vectors or more, there are " + subsets + " of " + m);
        }
        Algebra algebra = Algebra.of(Math.max(m, generated[0].length));
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < subsets; i++) {
            float[][] x = Subset.of(generated, m, new Draws(seed, 2L * i, STREAM));
            float[][] y = Subset.of(reference, m, new Draws(seed, 2L * i + 1, STREAM));
            double one = within(algebra, x) + within(algebra, y) - 2 * mean(algebra.products(x, y), x[0].length);
            sum += one;
            squares += one * one;
        }
        double value = sum / subsets;
        return new KernelDistance(value, Math.sqrt(Math.max(0, (squares - subsets * value * value) / (subsets - 1))), subsets, m);
    }

    /** Mean of the kernel over pairs of different vectors. */
    private static double within(Algebra algebra, float[][] x) {
        int m = x.length;
        double[] products = algebra.products(x, x);
        double own = 0;
        for (int i = 0; i < m; i++) {
            own += kernel(products[i * m + i], x[0].length);
        }
        return (mean(products, x[0].length) * m * m - own) / ((double) m * (m - 1));
    }

    private static double mean(double[] products, int d) {
        double sum = 0;
        for (double product : products) {
            sum += kernel(product, d);
        }
        return sum / products.length;
    }

    private static double kernel(double product, int d) {
        double base = product / d + 1;
        return base * base * base;
    }
}
