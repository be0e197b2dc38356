package io.straightway.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A ZIP from outside, read within bounds: entries are counted first, and none is unpacked further than the caller allows. */
public final class ForeignZip implements AutoCloseable {
    static final int MOST_ENTRIES = 4_000_000;

    private final String file;
    private final ZipFile zip;
    private final Optional<Path> temporary;

    private ForeignZip(String file, ZipFile zip, Optional<Path> temporary) {
        this.file = file;
        this.zip = zip;
        this.temporary = temporary;
    }

    public static ForeignZip open(Path path) {
        return open(path.toString(), path, Optional.empty());
    }

    /** From memory, by way of a temporary file: only the directory at the end of a ZIP tells its entries for sure. */
    public static ForeignZip open(String name, byte[] bytes) {
        try {
            Path path = Files.createTempFile("straightway", ".zip");
            Files.write(path, bytes);
            return open(name, path, Optional.of(path));
        } catch (IOException e) {
            throw new DataException(name, "cannot be put into a temporary file", e);
        }
    }

    private static ForeignZip open(String file, Path path, Optional<Path> temporary) {
        try {
            ForeignZip zip = new ForeignZip(file, new ZipFile(path.toFile()), temporary);
            if (zip.zip.size() > MOST_ENTRIES) {
                zip.close();
                throw new DataException(file, zip.zip.size() + " entries are more than " + MOST_ENTRIES);
            }
            return zip;
        } catch (IOException e) {
            temporary.ifPresent(ForeignZip::delete);
            throw new DataException(file, "is not a readable ZIP", e);
        }
    }

    public String file() {
        return file;
    }

    /** Names of the entries that are files, in order of the names. */
    public List<String> names() {
        return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).sorted().toList();
    }

    /**
     * How many bytes an entry unpacks to, without holding them.
     *
     * @return a number up to {@code most + 1}: no more is unpacked
     * @throws DataException if there is no such entry, or it is damaged
     */
    public long size(String name, long most) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new DataException(file, name, "is missing");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] part = new byte[1 << 16];
            long size = 0;
            for (int n = in.read(part); n >= 0 && size <= most; n = in.read(part)) {
                size += n;
            }
            return Math.min(size, most + 1);
        } catch (IOException e) {
            throw new DataException(file, name, "is damaged: " + e.getMessage());
        }
    }

    /** @throws DataException if the entry unpacks to more than {@code most} bytes */
    public Optional<byte[]> entry(String name, int most) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new DataException(file, name, "has more than " + most + " bytes");
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            throw new DataException(file, name, "is damaged: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new DataException(file, "cannot be closed", e);
        } finally {
            temporary.ifPresent(ForeignZip::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new DataException(path.toString(), "cannot be removed", e);
        }
    }
}
