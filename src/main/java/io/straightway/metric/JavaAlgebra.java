package io.straightway.metric;

import java.util.Optional;
import java.util.stream.IntStream;
import org.ojalgo.matrix.decomposition.Cholesky;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.decomposition.QR;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/** {@link Algebra} in Java: decompositions by ojAlgo, products by loops over cached blocks on all cores. */
public record JavaAlgebra() implements Algebra {
    /** Rows that one task writes; rows and columns of the block of the right-hand side that stays in the cache meanwhile (256 KB). */
    private static final int ROWS = 32;
    private static final int DEPTH = 64;
    private static final int COLUMNS = 512;

    static {
        // Else the library prints a banner on standard output, which belongs to the commands.
        System.setProperty("shut.up.ojAlgo", "true");
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public double[] factor(double[] covariance, int d) {
        R064Store matrix = R064Store.wrap(covariance.clone(), d);
        Cholesky<Double> cholesky = Cholesky.R064.make(d, d);
        if (cholesky.decompose(matrix) && cholesky.isSPD()) {
            return rowByRow(cholesky.getL(), d, false);
        }
        Eigenvalue<Double> eigen = Eigenvalue.R064.make(d, true);
        if (!eigen.decompose(R064Store.wrap(covariance.clone(), d))) {
            throw new MetricException("the covariance of the reference has no eigenvalues");
        }
        // With C = V D V' and the QR factors D^1/2 V' = Q R, C is R' R.
        R064Store rows = R064Store.FACTORY.make(d, d);
        for (int i = 0; i < d; i++) {
            double scale = Math.sqrt(Math.max(0, eigen.getD().doubleValue(i, i)));
            for (int j = 0; j < d; j++) {
                rows.set(i, j, scale * eigen.getV().doubleValue(j, i));
            }
        }
        QR<Double> qr = QR.R064.make(d, d);
        qr.decompose(rows);
        return rowByRow(qr.getR(), d, true);
    }

    private static double[] rowByRow(MatrixStore<Double> matrix, int d, boolean transposed) {
        double[] lower = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                lower[i * d + j] = transposed ? matrix.doubleValue(j, i) : matrix.doubleValue(i, j);
            }
        }
        return lower;
    }

    @Override
    public double[] eigenvalues(double[] factor, double[] covariance, int d) {
        double[] upper = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                upper[j * d + i] = factor[i * d + j];
            }
        }
        double[] right = new double[d * d];
        double[] product = new double[d * d];
        inBlocks(d, from -> rightOf(covariance, factor, right, from, d));
        inBlocks(d, from -> lowerOf(upper, right, product, from, d));
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                product[j * d + i] = product[i * d + j];
            }
        }
        Eigenvalue<Double> eigen = Eigenvalue.R064.make(d, true);
        if (!eigen.computeValuesOnly(R064Store.wrap(product, d))) {
            throw new MetricException("the eigenvalues of the product of covariances did not converge");
        }
        double[] values = new double[d];
        eigen.getEigenvalues(values, Optional.empty());
        return values;
    }

    @Override
    public double[] scatter(float[][] features, double[] mean) {
        int d = mean.length;
        int n = features.length;
        double[] centred = new double[Math.multiplyExact(n, d)];
        double[] transposed = new double[n * d];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < d; i++) {
                centred[k * d + i] = features[k][i] - mean[i];
                transposed[i * n + k] = centred[k * d + i];
            }
        }
        double[] products = new double[Math.multiplyExact(d, d)];
        inBlocks(d, from -> {
            for (int k = 0; k < n; k += DEPTH) {
                for (int i = from; i < Math.min(d, from + ROWS); i++) {
                    add(products, i * d, transposed, i * n, centred, d, k, Math.min(n, k + DEPTH), 0, i + 1);
                }
            }
        });
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                products[j * d + i] = products[i * d + j];
            }
        }
        return products;
    }

    @Override
    public double[] products(float[][] a, float[][] b) {
        int d = a[0].length;
        int n = a.length;
        int m = b.length;
        double[] left = new double[Math.multiplyExact(n, d)];
        double[] right = new double[Math.multiplyExact(m, d)];
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < n; i++) {
                left[i * d + k] = a[i][k];
            }
            for (int j = 0; j < m; j++) {
                right[k * m + j] = b[j][k];
            }
        }
        double[] products = new double[Math.multiplyExact(n, m)];
        inBlocks(n, from -> {
            for (int k = 0; k < d; k += DEPTH) {
                for (int i = from; i < Math.min(n, from + ROWS); i++) {
                    add(products, i * m, left, i * d, right, m, k, Math.min(d, k + DEPTH), 0, m);
                }
            }
        });
        return products;
    }

    private interface Block {
        void from(int row);
    }

    private static void inBlocks(int d, Block block) {
        IntStream.range(0, (d + ROWS - 1) / ROWS).parallel().forEach(i -> block.from(i * ROWS));
    }

    /** Rows {@code from} … of C L; row k of L ends at column k. */
    private static void rightOf(double[] covariance, double[] factor, double[] out, int from, int d) {
        for (int j = 0; j < d; j += COLUMNS) {
            for (int k = j / DEPTH * DEPTH; k < d; k += DEPTH) {
                int depth = Math.min(d, k + DEPTH);
                int columns = Math.min(depth, j + COLUMNS);
                for (int i = from; i < Math.min(d, from + ROWS); i++) {
                    add(out, i * d, covariance, i * d, factor, d, k, depth, j, columns);
                }
            }
        }
    }

    /** Rows {@code from} … of L' (C L), up to the diagonal; row i of L' begins at column i. */
    private static void lowerOf(double[] upper, double[] right, double[] out, int from, int d) {
        for (int j = 0; j < Math.min(d, from + ROWS); j += COLUMNS) {
            for (int k = from; k < d; k += DEPTH) {
                int depth = Math.min(d, k + DEPTH);
                for (int i = from; i < Math.min(d, from + ROWS); i++) {
                    add(out, i * d, upper, i * d, right, d, k, depth, j, Math.min(i + 1, j + COLUMNS));
                }
            }
        }
    }

    /** out[j] += sum over k of coefficients[k] rows[k][j], four rows at a time: the compiler turns the inner loop into vectors. */
    private static void add(double[] out, int at, double[] coefficients, int first, double[] rows, int d, int k0, int k1, int j0, int j1) {
        int k = k0;
        for (; k + 4 <= k1; k += 4) {
            double a = coefficients[first + k];
            double b = coefficients[first + k + 1];
            double c = coefficients[first + k + 2];
            double e = coefficients[first + k + 3];
            int row = k * d;
            for (int j = j0; j < j1; j++) {
                out[at + j] += a * rows[row + j] + b * rows[row + d + j] + c * rows[row + 2 * d + j] + e * rows[row + 3 * d + j];
            }
        }
        for (; k < k1; k++) {
            double a = coefficients[first + k];
            for (int j = j0; j < j1; j++) {
                out[at + j] += a * rows[k * d + j];
            }
        }
    }
}
