package io.straightway.net;

import java.nio.ByteBuffer;

/** How files store real numbers; all are read as 32 bit. */
enum FloatType {
    F32(4),
    F64(8),
    F16(2),
    BF16(2);

    private final int bytes;

    FloatType(int bytes) {
        this.bytes = bytes;
    }

    /** Of one number. */
    int bytes() {
        return bytes;
    }

    /** Reads what remains of a buffer, in its byte order. */
    float[] floats(ByteBuffer buffer) {
        float[] values = new float[buffer.remaining() / bytes];
        switch (this) {
            case F32 -> buffer.asFloatBuffer().get(values);
            case F64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) buffer.getDouble();
                }
            }
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.float16ToFloat(buffer.getShort());
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(buffer.getShort() << 16);
                }
            }
        }
        return values;
    }
}
