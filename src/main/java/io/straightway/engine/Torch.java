package io.straightway.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The process-wide parts of libtorch: its start, its thread count, its one random generator.
 *
 * <p>Gradient mode and the graph executor's flag are thread-local in libtorch, so they are set on every thread that enters.
 */
public final class Torch {
    /** libtorch has one generator for the whole process: whoever seeds it keeps it until it has drawn. */
    private static final ReentrantLock GENERATOR = new ReentrantLock();

    private static final ThreadLocal<Boolean> ENTERED = ThreadLocal.withInitial(() -> {
        Engine.getEngine("PyTorch"); // loads the native library; JniUtils alone would not
        JniUtils.setGraphExecutorOptimize(false); // the profiling executor is slower and needs 1.6 times the memory to train
        JniUtils.setGradMode(false); // on by default on every thread but the first
        return true;
    });

    private Torch() {}

    static void enter() {
        ENTERED.get();
    }

    /** Threads of one operation, for the whole process. Sums are split by it, so it decides the last digits of a result. */
    public static void threads(int count) {
        enter();
        if (JniUtils.getNumThreads() != count) {
            JniUtils.setNumThreads(count);
        }
    }

    public static int threads() {
        enter();
        return JniUtils.getNumThreads();
    }

    /** The version of libtorch. */
    public static String version() {
        enter();
        return Engine.getEngine("PyTorch").getVersion();
    }

    /** Runs with gradients on and the generator seeded; two trainings of one process wait for each other here. */
    public static <T> T seeded(long seed, Supplier<T> action) {
        enter();
        GENERATOR.lock();
        try {
            JniUtils.setSeed(seed);
            JniUtils.setGradMode(true);
            return action.get();
        } finally {
            JniUtils.setGradMode(false);
            GENERATOR.unlock();
        }
    }
}
