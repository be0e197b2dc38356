package io.straightway.cli;

import com.sun.management.OperatingSystemMXBean;
import io.straightway.data.Images;
import io.straightway.engine.Device;
import io.straightway.engine.Torch;
import io.straightway.flow.Sampler;
import io.straightway.net.Blueprint;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.train.IndependentNoise;
import io.straightway.train.Training;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * One kind of work of the engine's benchmark, measured in this process. The network is the one of engine benchmarks everywhere in the
 * docs: DDPM++ of width 64, levels 1-2-2 with 2 blocks, attention at 16, for colour images of 32x32. Its weights are random, which
 * changes nothing about the time.
 */
enum EnginePart {
    SAMPLING_FP32,
    TRAINING_FP32,
    SAMPLING_BF16,
    TRAINING_BF16;

    private static final int SIZE = 32;
    private static final Network NETWORK = new Network(Architecture.DDPMPP, SIZE, 3, 0, 64, List.of(1, 2, 2), 2, List.of(16), 0.1, 0, 0);

    static long parameters() {
        return Blueprint.of(NETWORK).size();
    }

    /** As on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Precision precision() {
        return this == SAMPLING_BF16 || this == TRAINING_BF16 ? Precision.BF16 : Precision.FP32;
    }

    /** @param steps evaluations of the network, or optimizer steps; as many are done before, and not counted */
    Map<String, Object> measure(Device device, int batch, int steps, int threads) {
        Torch.threads(threads);
        Spent spent = switch (this) {
            case SAMPLING_FP32, SAMPLING_BF16 -> sample(device, batch, steps);
            case TRAINING_FP32, TRAINING_BF16 -> train(device, batch, steps);
        };
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("imagesPerSecond", batch * steps / spent.seconds());
        figures.put("cpuMillisPerImage", 1e3 * spent.cpuSeconds() / batch / steps);
        figures.put("peakMegabytes", Memory.peakMegabytes());
        figures.put("parameters", parameters());
        figures.put("device", device.toString());
        figures.put("libtorch", Torch.libtorch().version());
        return figures;
    }

    private Spent sample(Device device, int batch, int steps) {
        float[] noise = new float[batch * NETWORK.channels() * SIZE * SIZE];
        Random random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        Sampling sampling = new Sampling(new Solver.Euler(), new Grid.Uniform(), steps);
        try (Sampler sampler = Sampler.open(device, NETWORK, Blueprint.of(NETWORK).initialise(1), sampling, precision(), batch)) {
            sampler.draw(noise, new int[batch]);
            return Spent.by(() -> sampler.draw(noise, new int[batch]));
        }
    }

    private Spent train(Device device, int batch, int steps) {
        byte[] pixels = new byte[256 * NETWORK.channels() * SIZE * SIZE];
        new Random(1).nextBytes(pixels);
        var source = new IndependentNoise(new Images(256, NETWORK.channels(), SIZE, SIZE, pixels, new int[256], List.of()), true, 1);
        var setting = new Training.Setting(NETWORK, Objective.edm(), new Optimiser(1e-4, 0, batch, batch, 1, 100_000), precision(), 1);
        try (Training training = Training.begin(device, setting, source, Blueprint.of(NETWORK).initialise(1))) {
            steps(training, steps);
            return Spent.by(() -> steps(training, steps));
        }
    }

    private static void steps(Training training, int count) {
        for (int i = 0; i < count; i++) {
            training.step();
        }
    }

    /** Where other work takes part of the machine, CPU time tells more than the clock on the wall. */
    private record Spent(double seconds, double cpuSeconds) {
        static Spent by(Runnable work) {
            var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = process.getProcessCpuTime();
            long begin = System.nanoTime();
            work.run();
            return new Spent((System.nanoTime() - begin) / 1e9, (process.getProcessCpuTime() - cpu) / 1e9);
        }
    }
}
