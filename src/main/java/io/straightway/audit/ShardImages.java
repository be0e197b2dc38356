package io.straightway.audit;

import io.straightway.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files of one shard.
 *
 * @param sha256 digest by file name, {@code dataset.json} left out
 */
record ShardImages(Map<String, String> sha256) {
    /** More than the 65,536 images that a job may ask for per shard. */
    private static final int MOST = 70_000;

    private static final int LONGEST_NAME = 256;
    private static final long LARGEST = 64L << 20;

    /** @throws IOException if it is no ZIP, or no shard */
    static ShardImages read(InputStream in) throws IOException {
        Map<String, String> found = new HashMap<>();
        byte[] buffer = new byte[1 << 16];
        // Not closed: the stream is the caller's.
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().length() > LONGEST_NAME || found.size() >= MOST) {
                throw new IOException("has more than " + MOST + " files, or a name of more than " + LONGEST_NAME + " characters");
            }
            String digest = digest(zip, entry, buffer);
            if (!entry.getName().equals("dataset.json") && found.put(entry.getName(), digest) != null) {
                throw new IOException("has file " + entry.getName() + " twice");
            }
        }
        return new ShardImages(found);
    }

    private static String digest(ZipInputStream zip, ZipEntry entry, byte[] buffer) throws IOException {
        MessageDigest digest = Digest.sha256();
        long bytes = 0;
        for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
            digest.update(buffer, 0, read);
            bytes += read;
            if (bytes > LARGEST) {
                throw new IOException("has a file of more than " + LARGEST + " bytes, " + entry.getName());
            }
        }
        return Digest.hex(digest.digest());
    }
}
