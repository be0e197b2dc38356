package io.straightway.metric;

/**
 * The dense float64 linear algebra that distances cost. The engine's library (LAPACK and BLAS inside
 * libtorch) does them where it starts; Java does them where it does not, and for small matrices, where starting a program costs more
 * than it saves. Both agree to 1e-9 relative. Matrices are (d, d), row by row. Thread-safe.
 */
public sealed interface Algebra permits EngineAlgebra, JavaAlgebra {
    /** From here on the engine is faster. */
    int SMALL = 192;

    /** @param size the larger side of the matrices */
    static Algebra of(int size) {
        return size >= SMALL && EngineAlgebra.STARTS ? new EngineAlgebra() : new JavaAlgebra();
    }

    /** For people and benchmarks. */
    String name();

    /**
     * Lower triangular L with L L' = {@code covariance}. Where rounding or missing rank leaves no Cholesky factor, negative
     * eigenvalues count as 0.
     *
     * @throws MetricException if the eigenvalues do not converge
     */
    double[] factor(double[] covariance, int d);

    /** The (d) eigenvalues of L' C L, which are those of C L L', for a lower triangular L and a symmetric C. */
    double[] eigenvalues(double[] factor, double[] covariance, int d);

    /** Sum over the rows x of {@code features} (n, d) of (x - mean)(x - mean)'. */
    double[] scatter(float[][] features, double[] mean);

    /** The inner products x·y, (n, m), of the rows of {@code a} (n, d) and {@code b} (m, d). */
    double[] products(float[][] a, float[][] b);
}
