package io.straightway.metric;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Program;
import io.straightway.engine.ProgramFailure;
import io.straightway.engine.Source;
import io.straightway.engine.Tensor;
import io.straightway.engine.Torch;
import io.straightway.engine.Value;
import java.util.ArrayList;
import java.util.List;

/** {@link Algebra} by libtorch, on the CPU: GPUs are slow at float64 and at eigenvalues of one matrix. */
public record EngineAlgebra() implements Algebra {
    /** Triangular products skip the blocks that are zero; with more blocks than this the products get too small to be fast. */
    private static final int BLOCKS = 4;

    /** Whether the engine starts on this machine. */
    static final boolean STARTS = starts();

    private static boolean starts() {
        try {
            return Torch.threads() > 0;
        } catch (RuntimeException | LinkageError e) {
            return false; // no native library for this machine: Java takes over
        }
    }

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public double[] factor(double[] covariance, int d) {
        Source source = new Source();
        cholesky(source);
        rootOfEigenvalues(source);
        try (Arena arena = Arena.open(Device.cpu()); Program program = Program.load(arena, source)) {
            Tensor matrix = arena.doubles(covariance, d, d);
            List<Tensor> factorised = program.call("cholesky").with(matrix).run(arena);
            return factorised.get(1).number() == 0
                    ? factorised.getFirst().doubles()
                    : program.call("root").with(matrix).run(arena).getFirst().doubles();
        } catch (ProgramFailure e) {
            throw new MetricException("the covariance of the reference has no eigenvalues: " + e.getMessage());
        }
    }

    @Override
    public double[] eigenvalues(double[] factor, double[] covariance, int d) {
        Source source = new Source();
        eigenvalues(source, d);
        try (Arena arena = Arena.open(Device.cpu()); Program program = Program.load(arena, source)) {
            return program.call("eigenvalues").with(arena.doubles(factor, d, d)).with(arena.doubles(covariance, d, d)).run(arena).getFirst().doubles();
        } catch (ProgramFailure e) {
            throw new MetricException("the eigenvalues of the product of covariances did not converge: " + e.getMessage());
        }
    }

    @Override
    public double[] scatter(float[][] features, double[] mean) {
        Source source = new Source();
        scatter(source);
        try (Arena arena = Arena.open(Device.cpu()); Program program = Program.load(arena, source)) {
            return program.call("scatter").with(rows(arena, features)).with(arena.doubles(mean, mean.length)).run(arena).getFirst().doubles();
        }
    }

    @Override
    public double[] products(float[][] a, float[][] b) {
        Source source = new Source();
        products(source);
        try (Arena arena = Arena.open(Device.cpu()); Program program = Program.load(arena, source)) {
            return program.call("products").with(rows(arena, a)).with(rows(arena, b)).run(arena).getFirst().doubles();
        }
    }

    private static Tensor rows(Arena arena, float[][] rows) {
        int d = rows[0].length;
        float[] flat = new float[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * d, d);
        }
        return arena.floats(flat, rows.length, d);
    }

    /** The factor, and 0 if there is one. */
    private static void cholesky(Source source) {
        Method method = source.method("cholesky");
        Value both = method.assign("torch.linalg_cholesky_ex(" + method.tensor("x") + ")");
        method.returns(method.assign(both + "[0]"), method.cast(method.assign(both + "[1]"), Dtype.F64));
    }

    /** With C = V D V' and the QR factors D^1/2 V' = Q R, C is R' R. */
    private static void rootOfEigenvalues(Source source) {
        Method method = source.method("root");
        Value both = method.assign("torch.linalg_eigh(" + method.tensor("x") + ")");
        Value scales = method.op("sqrt", method.op("clamp", method.assign(both + "[0]"), 0.0));
        Value rows = method.op("t", method.op("mul", method.assign(both + "[1]"), scales));
        Value triangle = method.assign("torch.linalg_qr(" + method.op("contiguous", rows) + ", \"r\")[1]");
        method.returns(method.op("contiguous", method.op("t", triangle)));
    }

    private static void eigenvalues(Source source, int d) {
        Method method = source.method("eigenvalues");
        Value factor = method.tensor("l");
        Value covariance = method.tensor("c");
        int[] cuts = new int[BLOCKS + 1];
        for (int b = 0; b <= BLOCKS; b++) {
            cuts[b] = (int) ((long) d * b / BLOCKS);
        }
        // C L, a block of columns at a time; the rows of L above the diagonal block are zero.
        List<Object> columns = new ArrayList<>();
        for (int b = 0; b < BLOCKS; b++) {
            columns.add(method.op("mm", part(method, covariance, 1, cuts[b], d), corner(method, factor, cuts[b], cuts[b], cuts[b + 1])));
        }
        Value right = method.op("cat", columns, 1);
        // L' (C L), only the blocks on and below the diagonal, because the eigenvalues are taken from the lower triangle.
        List<Object> rows = new ArrayList<>();
        for (int b = 0; b < BLOCKS; b++) {
            Value left = method.op("t", corner(method, factor, cuts[b], cuts[b], cuts[b + 1]));
            Value product = method.op("mm", left, corner(method, right, cuts[b], 0, cuts[b + 1]));
            rows.add(method.op("constant_pad_nd", product, List.of(0, d - cuts[b + 1]), 0.0));
        }
        method.returns(method.assign("torch.linalg_eigvalsh(" + method.op("cat", rows, 0) + ", \"L\")"));
    }

    /** Rows from {@code top} on, columns {@code left} … {@code right} − 1. */
    private static Value corner(Method method, Value matrix, int top, int left, int right) {
        Value rows = method.op("slice", matrix, 0, top, Method.None.NONE, 1);
        return part(method, rows, 1, left, right);
    }

    private static Value part(Method method, Value matrix, int dimension, int from, int to) {
        return method.op("slice", matrix, dimension, from, to, 1);
    }

    private static void scatter(Source source) {
        Method method = source.method("scatter");
        Value features = method.cast(method.tensor("x"), Dtype.F64);
        Value centred = method.op("sub", features, method.tensor("mean"));
        Value products = method.op("mm", method.op("t", centred), centred);
        // Exactly symmetric, which the product is only nearly.
        method.returns(method.op("add", method.op("triu", products), method.op("t", method.op("triu", products, 1))));
    }

    private static void products(Source source) {
        Method method = source.method("products");
        Value a = method.cast(method.tensor("a"), Dtype.F64);
        Value b = method.cast(method.tensor("b"), Dtype.F64);
        method.returns(method.op("mm", a, method.op("t", b)));
    }
}
