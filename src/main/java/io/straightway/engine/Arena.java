package io.straightway.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;

/**
 * Native memory that is freed as a whole. The garbage collector frees none of it: long-lived tensors go into an arena that is kept,
 * those of one call into a {@link #child} in try-with-resources. An arena belongs to one thread at a time.
 */
public final class Arena implements AutoCloseable {
    private final PtNDManager manager;

    private Arena(PtNDManager manager) {
        this.manager = manager;
    }

    public static Arena open(Device device) {
        Torch.enter();
        return new Arena((PtNDManager) NDManager.newBaseManager(device.djl(), "PyTorch"));
    }

    public Arena child() {
        return new Arena((PtNDManager) manager.newSubManager());
    }

    public Tensor floats(float[] values, long... shape) {
        return adopt(manager.create(values, new Shape(shape)));
    }

    public Tensor doubles(double[] values, long... shape) {
        return adopt(manager.create(values, new Shape(shape)));
    }

    /** 64 bit integers. */
    public Tensor longs(long[] values, long... shape) {
        return adopt(manager.create(values, new Shape(shape)));
    }

    public Tensor bytes(byte[] values, long... shape) {
        return adopt(manager.create(ByteBuffer.wrap(values), new Shape(shape), ai.djl.ndarray.types.DataType.UINT8));
    }

    /** A 64 bit tensor without dimensions, to be read with {@code float(x)} in program text. */
    public Tensor scalar(double value) {
        return adopt(manager.create(value));
    }

    public Tensor zeros(long... shape) {
        return adopt(manager.zeros(new Shape(shape)));
    }

    /** A copy of a tensor, on this arena's device. */
    public Tensor copy(Tensor tensor) {
        var copy = (PtNDArray) tensor.array().toDevice(manager.getDevice(), true);
        copy.attach(manager);
        return new Tensor(copy);
    }

    /** Number of native resources held here and in the arenas below, for leak tests. */
    public int held() {
        return manager.getManagedArrays().size();
    }

    PtNDManager manager() {
        return manager;
    }

    static Tensor adopt(NDArray array) {
        return new Tensor((PtNDArray) array);
    }

    @Override
    public void close() {
        manager.close();
    }
}
