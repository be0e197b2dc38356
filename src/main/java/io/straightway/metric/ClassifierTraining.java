package io.straightway.metric;

import io.straightway.data.Images;
import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Draws;
import io.straightway.engine.Program;
import io.straightway.engine.Tensor;
import io.straightway.engine.Torch;
import io.straightway.net.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Trains the classifier of a data set: Adam, cosine rate, flips and shifts by a pixel. The same seed gives the same weights. */
public final class ClassifierTraining {
    private static final int BATCH = 128;
    private static final double RATE = 2e-3;
    private static final int STREAM = 71;

    /** Hears about each epoch. */
    public interface Listener {
        void epoch(int number, double loss, double accuracy);
    }

    private ClassifierTraining() {}

    /**
     * @param train labelled images
     * @param heldOut labelled images that judge it
     */
    public static Weights run(Images train, Images heldOut, int epochs, long seed, Listener listener) {
        ClassifierNet net = new ClassifierNet(train.channels(), train.classCount());
        try (Arena arena = Arena.open(Device.cpu()); Program program = Program.load(arena, net.source())) {
            Weights initial = Weights.initial(net.parameters(), seed);
            List<Tensor> parameters = initial.tensors(arena);
            parameters.forEach(Tensor::requireGradient);
            List<Tensor> first = zeros(arena, initial);
            List<Tensor> second = zeros(arena, initial);
            List<Tensor> steps = new ArrayList<>();
            parameters.forEach(p -> steps.add(arena.zeros()));
            int perEpoch = train.count() / BATCH;
            for (int epoch = 0; epoch < epochs; epoch++) {
                double loss = 0;
                int[] order = order(train.count(), new Draws(seed, epoch, STREAM));
                for (int i = 0; i < perEpoch; i++) {
                    long step = (long) epoch * perEpoch + i;
                    double rate = RATE * 0.5 * (1 + Math.cos(Math.PI * step / ((double) epochs * perEpoch)));
                    loss += step(arena, program, parameters, first, second, steps, batch(train, order, i, new Draws(seed, step, STREAM + 1)), rate, seed + step);
                }
                listener.epoch(epoch + 1, loss / perEpoch, accuracy(arena, program, parameters, heldOut));
            }
            return Weights.of(net.parameters(), parameters);
        }
    }

    private static double step(Arena arena, Program program, List<Tensor> parameters, List<Tensor> first, List<Tensor> second, List<Tensor> steps,
            Images batch, double rate, long seed) {
        try (Arena scratch = arena.child()) {
            long[] labels = new long[batch.count()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = batch.labels()[i];
            }
            Tensor pixels = scratch.bytes(batch.pixels(), batch.count(), batch.channels(), batch.height(), batch.width());
            Tensor loss = Torch.seeded(seed, () -> {
                Tensor result = program.call("loss").with(parameters).with(pixels).with(scratch.longs(labels, labels.length)).record(scratch).getFirst();
                result.backward();
                return result;
            });
            List<Tensor> gradients = parameters.stream().map(p -> p.gradient(scratch)).toList();
            program.call("step").with(parameters).with(gradients).with(first).with(second).with(steps).with(scratch.scalar(rate)).run(scratch);
            return loss.number();
        }
    }

    private static List<Tensor> zeros(Arena arena, Weights like) {
        return like.arrays().values().stream().map(array -> arena.zeros(array.shape().stream().mapToLong(Integer::longValue).toArray())).toList();
    }

    /** Share of images whose class has the largest logit. */
    private static double accuracy(Arena arena, Program program, List<Tensor> parameters, Images images) {
        int right = 0;
        for (int from = 0; from < images.count(); from += BATCH) {
            int count = Math.min(BATCH, images.count() - from);
            int[] indices = new int[count];
            for (int i = 0; i < count; i++) {
                indices[i] = from + i;
            }
            Images part = images.at(indices);
            try (Arena scratch = arena.child()) {
                Tensor pixels = scratch.bytes(part.pixels(), count, part.channels(), part.height(), part.width());
                float[] logits = program.call("logits").with(parameters).with(pixels).run(scratch).getFirst().floats();
                int classes = logits.length / count;
                for (int i = 0; i < count; i++) {
                    int best = 0;
                    for (int c = 1; c < classes; c++) {
                        best = logits[i * classes + c] > logits[i * classes + best] ? c : best;
                    }
                    right += best == part.labels()[i] ? 1 : 0;
                }
            }
        }
        return (double) right / images.count();
    }

    private static int[] order(int count, Draws draws) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = draws.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static Images batch(Images images, int[] order, int number, Draws draws) {
        int[] indices = new int[BATCH];
        System.arraycopy(order, number * BATCH, indices, 0, BATCH);
        Images batch = images.at(indices);
        byte[] moved = new byte[batch.pixels().length];
        for (int n = 0; n < BATCH; n++) {
            boolean flip = draws.below(2) == 1;
            int dx = draws.below(3) - 1;
            int dy = draws.below(3) - 1;
            for (int c = 0; c < batch.channels(); c++) {
                int plane = (n * batch.channels() + c) * batch.height() * batch.width();
                for (int y = 0; y < batch.height(); y++) {
                    int fromY = Math.clamp(y + dy, 0, batch.height() - 1);
                    for (int x = 0; x < batch.width(); x++) {
                        int fromX = Math.clamp((flip ? batch.width() - 1 - x : x) + dx, 0, batch.width() - 1);
                        moved[plane + y * batch.width() + x] = batch.pixels()[plane + fromY * batch.width() + fromX];
                    }
                }
            }
        }
        return new Images(BATCH, batch.channels(), batch.height(), batch.width(), moved, batch.labels(), batch.classes());
    }

    /** For people. */
    public static String describe(int epoch, double loss, double accuracy) {
        return String.format(Locale.ROOT, "epoch %d: loss %.4f, held-out accuracy %.1f %%", epoch, loss, 100 * accuracy);
    }
}
