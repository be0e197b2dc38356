package io.straightway.generate;

import io.straightway.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** A shard that stays where it is: single pictures are read out of it by their ranges. Thread-safe. */
public final class StoredShard implements AutoCloseable {
    private static final int LARGEST_PICTURE = 8 << 20;

    private final String key;
    private final ZipFile zip;

    private StoredShard(String key, ZipFile zip) {
        this.key = key;
        this.zip = zip;
    }

    /**
     * Reads the directory at the shard's end.
     *
     * @throws DataException if it is no ZIP
     */
    public static StoredShard open(String key, long bytes, RangedChannel.Ranges ranges) {
        try {
            return new StoredShard(key, ZipFile.builder().setSeekableByteChannel(new RangedChannel(bytes, ranges)).get());
        } catch (IOException e) {
            throw new DataException(key, "is not a readable ZIP", e);
        }
    }

    /**
     * The PNG under a name of the manifest, empty if there is none.
     *
     * @throws DataException if it is larger than 8 MiB or damaged
     */
    public synchronized Optional<byte[]> picture(String file) {
        ZipArchiveEntry entry = zip.getEntry(file);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.getSize() > LARGEST_PICTURE) {
            throw new DataException(key, file, "has " + entry.getSize() + " bytes, more than " + LARGEST_PICTURE);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return Optional.of(in.readNBytes(LARGEST_PICTURE));
        } catch (IOException e) {
            throw new DataException(key, file, "is damaged: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new DataException(key, "cannot be closed", e);
        }
    }
}
