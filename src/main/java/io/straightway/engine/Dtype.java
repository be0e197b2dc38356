package io.straightway.engine;

/** Element types of the programs, with TorchScript's numbers for them. BF16 lives inside programs only: DJL aborts the JVM on it. */
public enum Dtype {
    U8(0),
    I64(4),
    F32(6),
    F64(7),
    BF16(15);

    private final int code;

    Dtype(int code) {
        this.code = code;
    }

    /** The number that stands for this type in program text. */
    public int code() {
        return code;
    }
}
