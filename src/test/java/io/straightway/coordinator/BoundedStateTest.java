package io.straightway.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class BoundedStateTest {
    private static final int VALUE = 16 << 10;

    @Test
    void storesShareOneBoundOfMemory(@TempDir Path folder) throws Exception {
        // Given: two stores, as Kafka Streams makes them
        long resting;
        try (Options one = options("one"); Options other = options("other");
                RocksDB first = RocksDB.open(one, folder.resolve("one").toString()); RocksDB second = RocksDB.open(other, folder.resolve("other").toString())) {
            assertThat(one.writeBufferManager()).isSameAs(other.writeBufferManager());
            resting = buffered(first) + buffered(second);

            // When: far more is written to them than they may buffer
            long most = 0;
            for (int i = 0; i < 4_000; i++) {
                byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                first.put(key, new byte[VALUE]);
                second.put(key, new byte[VALUE]);
                most = Math.max(most, buffered(first) + buffered(second));
            }

            // Then: of 125 MiB at most two buffers of 2 MiB each were held, and all of it is there
            assertThat(most).isGreaterThan(resting).isLessThan(10 << 20);
            assertThat(first.get("0".getBytes(StandardCharsets.UTF_8))).hasSize(VALUE);
        }
    }

    private static Options options(String store) {
        Options options = new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
        new BoundedState().setConfig(store, options, Map.of());
        return options;
    }

    private static long buffered(RocksDB store) throws Exception {
        return store.getLongProperty("rocksdb.size-all-mem-tables");
    }
}
