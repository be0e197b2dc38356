package io.straightway.worker;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The one platform thread that owns a device: the engine's gradient mode and random state belong to a thread. */
final class DeviceThread implements AutoCloseable {
    private final ExecutorService thread;

    DeviceThread(String name) {
        thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Runs there and waits; throws what it throws. */
    <T> T call(Callable<T> work) throws Exception {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        } catch (CancellationException e) {
            throw new IllegalStateException("the device is closing", e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
