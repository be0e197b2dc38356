package io.straightway.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** An array in native memory; it is freed with its {@link Arena}. */
public final class Tensor {
    private final PtNDArray array;

    Tensor(PtNDArray array) {
        this.array = array;
    }

    PtNDArray array() {
        return array;
    }

    public long[] shape() {
        return array.getShape().getShape();
    }

    /** The values of a 32 bit tensor, row-major. */
    public float[] floats() {
        return require(DataType.FLOAT32).toFloatArray();
    }

    /** The values of a 64 bit tensor, row-major. */
    public double[] doubles() {
        return require(DataType.FLOAT64).toDoubleArray();
    }

    /** The values of a tensor of unsigned bytes, row-major. */
    public byte[] bytes() {
        return require(DataType.UINT8).toByteArray();
    }

    /** The value of a 32 or 64 bit tensor with one element. */
    public double number() {
        return array.getDataType() == DataType.FLOAT64 ? doubles()[0] : floats()[0];
    }

    /** Marks a leaf whose gradient {@link #backward} is to collect. */
    public Tensor requireGradient() {
        JniUtils.attachGradient(array, true);
        return this;
    }

    /** Adds the gradient of this scalar to the gradients of all leaves it came from. */
    public void backward() {
        try (PtNDArray one = (PtNDArray) array.getManager().ones(array.getShape())) {
            JniUtils.backward(array, one, false, false);
        }
    }

    /** The gradient collected so far, not a copy of it. DJL gives it to the leaf's manager, which would leak one array per call. */
    public Tensor gradient(Arena arena) {
        PtNDArray gradient = JniUtils.getGradient(array);
        gradient.attach(arena.manager());
        return new Tensor(gradient);
    }

    private PtNDArray require(DataType type) {
        if (array.getDataType() != type) {
            throw new IllegalStateException("the tensor holds " + array.getDataType() + ", not " + type);
        }
        return array;
    }
}
