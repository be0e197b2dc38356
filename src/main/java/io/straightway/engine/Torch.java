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

    private static volatile Libtorch libtorch = Libtorch.STOCK;

    private static volatile boolean started;

    private static final ThreadLocal<Boolean> ENTERED = ThreadLocal.withInitial(() -> {
        if (libtorch.folder().isEmpty() && System.getenv("PYTORCH_LIBRARY_PATH") != null) {
            throw new IllegalStateException("PYTORCH_LIBRARY_PATH is set, which would load a libtorch unseen; "
                    + "use straightway.libtorch instead, which compares versions first");
        }
        started = true;
        Engine.getEngine("PyTorch"); // loads the native library; JniUtils alone would not
        JniUtils.setGraphExecutorOptimize(false); // the profiling executor is slower and needs 1.6 times the memory to train
        JniUtils.setGradMode(false); // on by default on every thread but the first
        return true;
    });

    private Torch() {}

    /**
     * Makes the engine load this libtorch; it starts later.
     *
     * @throws IllegalStateException if it has started with another one
     */
    static synchronized void use(Libtorch chosen) {
        if (started && !chosen.equals(libtorch)) {
            throw new IllegalStateException("the engine already runs with libtorch " + libtorch.version() + ", " + libtorch.origin());
        }
        libtorch = chosen;
        chosen.folder().ifPresent(folder -> {
            // Read by DJL; the environment would be stronger, see above.
            System.setProperty("PYTORCH_LIBRARY_PATH", folder.toString());
            System.setProperty("PYTORCH_VERSION", chosen.version());
            System.setProperty("PYTORCH_FLAVOR", "host"); // else DJL expects one for old compilers
        });
    }

    /** What is loaded, or will be once the engine starts; asking does not start it. */
    public static Libtorch libtorch() {
        return libtorch;
    }

    /** Whether libtorch can compute on CUDA GPUs. */
    static boolean cuda() {
        enter();
        return Engine.getEngine("PyTorch").hasCapability("CUDA");
    }

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

    /** Runs with gradients recorded and the generator seeded; two trainings of one process wait for each other here. */
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
