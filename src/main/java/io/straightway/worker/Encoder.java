package io.straightway.worker;

import io.straightway.data.Images;
import io.straightway.data.Png;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ShardPart;
import io.straightway.generate.ShardWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private final List<ShardPart.Picture> fresh = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("encoder").daemon().factory());
    private final Semaphore room = new Semaphore(WAITING);
    private Future<?> last = CompletableFuture.completedFuture(null);

    /** @param finished pictures of an earlier attempt, which come first */
    Encoder(String key, List<ShardPart.Picture> finished) {
        writer = new ShardWriter(key, bytes);
        finished.forEach(picture -> writer.add(picture.seed(), picture.label(), picture.png(), picture.batch()));
    }

    /** @param batch images of the network's call that drew them */
    void add(long[] seeds, Images images, int batch) throws InterruptedException {
        room.acquire();
        Future<?> before = last;
        last = thread.submit(() -> {
            try {
                before.get();
                for (int i = 0; i < seeds.length; i++) {
                    byte[] png = Png.encode(images.pixels(), i * images.stride(), images.channels(), images.height(), images.width());
                    writer.add(seeds[i], images.labels()[i], png, batch);
                    fresh.add(new ShardPart.Picture(seeds[i], images.labels()[i], png, batch));
                }
            } finally {
                room.release();
            }
            return null;
        });
    }

    /** Waits for what was added, and gives the pictures that came since the last call. */
    ShardPart part() throws InterruptedException, ExecutionException {
        last.get();
        ShardPart part = new ShardPart(fresh);
        fresh.clear();
        return part;
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
