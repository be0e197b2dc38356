package io.straightway.worker;

import io.straightway.data.Images;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ShardWriter;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Encodes a shard's images on a thread of its own while the device draws the next batch. */
final class Encoder {
    /** Batches that may wait; a slow encoder slows the device instead of filling memory. */
    private static final int WAITING = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ShardWriter writer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("encoder").daemon().factory());
    private final Semaphore room = new Semaphore(WAITING);
    private Future<?> last = java.util.concurrent.CompletableFuture.completedFuture(null);

    Encoder(String key) {
        writer = new ShardWriter(key, bytes);
    }

    void add(long[] seeds, Images images) throws InterruptedException {
        room.acquire();
        Future<?> before = last;
        last = thread.submit(() -> {
            try {
                before.get();
                writer.add(seeds, images);
            } finally {
                room.release();
            }
            return null;
        });
    }

    record Shard(byte[] zip, List<ManifestEntry> entries) {}

    /** Waits for what was added. */
    Shard finish() throws InterruptedException, ExecutionException {
        try {
            last.get();
            writer.close();
            return new Shard(bytes.toByteArray(), writer.entries());
        } finally {
            thread.shutdown();
        }
    }

    void abandon() {
        thread.shutdownNow();
    }
}
