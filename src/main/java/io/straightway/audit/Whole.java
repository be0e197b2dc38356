package io.straightway.audit;

import io.straightway.store.Digest;
import io.straightway.store.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What one pass over an object found.
 *
 * @param bytes its size
 * @param sha256 of all of it
 * @param value what was read from it; empty if it is damaged
 * @param damage why there is no value; empty text if there is one
 */
record Whole<T>(long bytes, String sha256, Optional<T> value, String damage) {
    private static final int ATTEMPTS = 3;

    interface Parser<T> {
        /** May leave bytes unread. */
        T parse(InputStream in) throws IOException;
    }

    /**
     * Reads an object in bounded memory, again from its beginning if the connection breaks. Empty if there is no such object.
     *
     * @throws StoreException if the connection breaks every time
     */
    static <T> Optional<Whole<T>> read(Bucket bucket, String key, Parser<T> parser) {
        for (int attempt = 1;; attempt++) {
            Optional<InputStream> opened = bucket.open(key);
            if (opened.isEmpty()) {
                return Optional.empty();
            }
            try (Digesting in = new Digesting(opened.get())) {
                return Optional.of(once(in, parser));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new StoreException("object " + key + " could not be read: " + e.getMessage(), e);
                }
            }
        }
    }

    /** Size and digest only. */
    static Optional<Whole<Boolean>> read(Bucket bucket, String key) {
        return read(bucket, key, in -> true);
    }

    private static <T> Whole<T> once(Digesting in, Parser<T> parser) throws IOException {
        Optional<T> value = Optional.empty();
        String damage = "";
        try {
            value = Optional.of(parser.parse(in));
        } catch (IOException | IllegalArgumentException e) {
            // Of the object, unless the source failed, which the next line finds out.
            damage = String.valueOf(e.getMessage());
        }
        in.drain();
        return new Whole<>(in.bytes, Digest.hex(in.digest.digest()), value, damage);
    }

    private static final class Digesting extends FilterInputStream {
        private final MessageDigest digest = Digest.sha256();
        private Optional<IOException> failure = Optional.empty();
        private long bytes;

        Digesting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            try {
                int read = in.read(buffer, from, length);
                if (read > 0) {
                    digest.update(buffer, from, read);
                    bytes += read;
                }
                return read;
            } catch (IOException e) {
                failure = Optional.of(e);
                throw e;
            }
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        void drain() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            byte[] buffer = new byte[1 << 16];
            while (read(buffer, 0, buffer.length) >= 0) {
                // Only to digest it.
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
