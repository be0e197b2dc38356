package io.straightway.metric;

import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * One side of many Fréchet distances, |m - mr|² + tr(C + Cr - 2 (C Cr)^1/2). A factor F of Cr = F F' is taken once, from its
 * eigenvectors; then each distance costs two products and the eigenvalues of F' C F, which are those of C Cr and real (the way of
 * TF-GAN, less one product). Thread-safe.
 */
public final class FrechetReference {
    static {
        // Else the library prints a banner on standard output, which belongs to the commands.
        System.setProperty("shut.up.ojAlgo", "true");
    }

    private final Gaussian gaussian;
    private final MatrixStore<Double> factor;

    private FrechetReference(Gaussian gaussian, MatrixStore<Double> factor) {
        this.gaussian = gaussian;
        this.factor = factor;
    }

    public static FrechetReference of(Gaussian reference) {
        int d = reference.dimensions();
        R064Store covariance = symmetric(R064Store.wrap(reference.covariance().clone(), d));
        Eigenvalue<Double> eigen = Eigenvalue.R064.make(d, true);
        if (!eigen.decompose(covariance)) {
            throw new MetricException("the covariance of the reference has no eigenvalues");
        }
        R064Store scaled = R064Store.FACTORY.copy(eigen.getV());
        for (int j = 0; j < d; j++) {
            // Rounding makes the zero eigenvalues of a rank-deficient covariance slightly negative.
            double scale = Math.sqrt(Math.max(0, eigen.getD().doubleValue(j, j)));
            for (int i = 0; i < d; i++) {
                scaled.set(i, j, scaled.doubleValue(i, j) * scale);
            }
        }
        return new FrechetReference(reference, scaled);
    }

    public Gaussian gaussian() {
        return gaussian;
    }

    /** @throws MetricException if the dimensions differ */
    public double distance(Gaussian other) {
        int d = gaussian.dimensions();
        if (other.dimensions() != d) {
            throw new MetricException("features of " + other.dimensions() + " dimensions against a reference of " + d);
        }
        R064Store product = R064Store.FACTORY.make(d, d);
        factor.transpose().multiply(R064Store.wrap(other.covariance(), d)).multiply(factor).supplyTo(product);
        Eigenvalue<Double> eigen = Eigenvalue.R064.make(d, true);
        if (!eigen.computeValuesOnly(symmetric(product))) {
            throw new MetricException("the eigenvalues of the product of covariances did not converge");
        }
        double[] values = new double[d];
        eigen.getEigenvalues(values, java.util.Optional.empty());
        double result = 0;
        for (int i = 0; i < d; i++) {
            double difference = other.mean()[i] - gaussian.mean()[i];
            result += difference * difference + other.covariance()[i * d + i] + gaussian.covariance()[i * d + i]
                    - 2 * Math.sqrt(Math.max(0, values[i]));
        }
        return result;
    }

    /** Without this, rounding would make the eigenvalues complex. */
    private static R064Store symmetric(R064Store matrix) {
        int d = matrix.getRowDim();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (matrix.doubleValue(i, j) + matrix.doubleValue(j, i)) / 2;
                matrix.set(i, j, mean);
                matrix.set(j, i, mean);
            }
        }
        return matrix;
    }
}
