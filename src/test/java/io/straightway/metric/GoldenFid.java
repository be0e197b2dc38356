package io.straightway.metric;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float64 tensors of golden/fid.safetensors, by name. */
final class GoldenFid {
    private final com.fasterxml.jackson.databind.JsonNode header;
    private final ByteBuffer data;

    GoldenFid() throws IOException {
        try (InputStream in = GoldenFid.class.getResourceAsStream("/golden/fid.safetensors")) {
            ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) file.getLong();
            header = new com.fasterxml.jackson.databind.ObjectMapper().readTree(file.array(), 8, length);
            data = file.position(8 + length).slice().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    double[] get(String name) {
        var offsets = header.path(name).path("data_offsets");
        double[] values = new double[(offsets.path(1).asInt() - offsets.path(0).asInt()) / 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.getDouble(offsets.path(0).asInt() + 8 * i);
        }
        return values;
    }
}
