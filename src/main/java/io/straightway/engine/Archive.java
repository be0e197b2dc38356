package io.straightway.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * TorchScript's file format: a stored ZIP with the text of one class, and two pickles. The class holds no tensors, so the pickles
 * are constant. Python reads the same bytes with {@code torch.jit.load}.
 */
final class Archive {
    private static final String HEAD = """
            class Ops(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """;

    /** Pickle, protocol 2: an object of {@code __torch__.Ops} with the state {"training": True}. */
    private static final byte[] OBJECT =
            "\u0080\u0002c__torch__\nOps\nq\0)\u0081}(X\u0008\0\0\0trainingq\u0001\u0088ub.".getBytes(StandardCharsets.ISO_8859_1);

    /** Pickle, protocol 2: the empty tuple. */
    private static final byte[] NO_CONSTANTS = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);

    private Archive() {}

    static byte[] of(String methods) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "ops/data.pkl", OBJECT);
            put(zip, "ops/code/__torch__.py", (HEAD + methods).getBytes(StandardCharsets.UTF_8));
            put(zip, "ops/constants.pkl", NO_CONSTANTS);
            put(zip, "ops/version", "3\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
