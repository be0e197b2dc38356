package io.straightway.coordinator;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound of native memory for all state of the process. By default each store of each partition takes up to 48 MiB for writes and 50 MiB for
 * reads: more than a gigabyte for ours, that fills over days and looks like a leak until then. States of jobs are small and soon ended, so
 * little is enough. Kafka Streams makes one for each store, by its class's name.
 */
public final class BoundedState implements RocksDBConfigSetter {
    /** Bytes of blocks that were read, write buffers counted in. */
    private static final long CACHE = 64 << 20;

    /** Bytes of write buffers of all stores. */
    private static final long WRITES = 24 << 20;

    private static final long WRITE_BUFFER = 2 << 20;
    private static final int WRITE_BUFFERS = 2;

    static {
        RocksDB.loadLibrary();
    }

    private static final Cache SHARED = new LRUCache(CACHE);
    private static final WriteBufferManager BUFFERS = new WriteBufferManager(WRITES, SHARED);

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(SHARED);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER);
        options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    }

    /** The cache is the other stores', too. */
    @Override
    public void close(String store, Options options) {}
}
