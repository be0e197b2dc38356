package io.straightway.train;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Draws;
import io.straightway.engine.Parameter;
import io.straightway.engine.Program;
import io.straightway.engine.Tensor;
import io.straightway.engine.Torch;
import io.straightway.flow.Loss;
import io.straightway.flow.Quantile;
import io.straightway.net.Blueprint;
import io.straightway.net.Preconditioning;
import io.straightway.net.Weights;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A training that is advanced step by step. What happens in a step depends on the weights, the seed and the number of the step alone, so
 * that a training resumed from a {@link Checkpoint} ends in the same bits, on one kind of device with one thread count. For one thread at
 * a time; close it to free native memory.
 */
public final class Training implements AutoCloseable {
    private static final int TIME_STREAM = 0x74696d65;

    private final Setting setting;
    private final Blueprint blueprint;
    private final Source source;
    private final Arena arena;
    private final Program program;
    private final List<Tensor> weights;
    private final List<Tensor> average;
    private final List<Tensor> trained;
    private final List<Tensor> trainedAverage;
    private final List<Tensor> mean;
    private final List<Tensor> square;
    private final Origin origin;
    private long step;
    private long images;

    /**
     * What is trained, and how.
     *
     * @param network its dropout and label dropout are used
     * @param seed decides all draws of the training but those of the source
     */
    public record Setting(Network network, Objective objective, Optimiser optimiser, Precision precision, long seed) {}

    private Training(Device device, Setting setting, Source source, Checkpoint start) {
        this.setting = setting;
        this.blueprint = Blueprint.of(setting.network());
        this.source = source;
        this.origin = start.origin();
        this.step = start.step();
        this.images = start.images();
        this.arena = Arena.open(device);
        try {
            List<Parameter> all = blueprint.parameters();
            List<Parameter> trainable = trainable();
            this.weights = start.weights().select(all).tensors(arena);
            this.average = start.average().select(all).tensors(arena);
            this.mean = start.mean().select(trainable).tensors(arena);
            this.square = start.square().select(trainable).tensors(arena);
            this.trained = only(weights);
            this.trainedAverage = only(average);
            trained.forEach(Tensor::requireGradient);
            var text = new io.straightway.engine.Source();
            boolean augmented = augmentLabels() > 0;
            blueprint.writeForTraining(text, setting.precision());
            Preconditioning.flowForTraining(text, setting.network());
            Loss.write(text, setting.objective(), setting.optimiser().batch(), augmented);
            Update.write(text, setting.optimiser().clipNorm());
            this.program = Program.load(arena, text);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Begins with the fresh weights of {@link Blueprint#initialise}. */
    public static Training begin(Device device, Setting setting, Source source, Weights weights) {
        return begin(device, setting, source, weights, Origin.FRESH);
    }

    /** Begins with {@code weights}; their origin decides how their moving average starts. */
    public static Training begin(Device device, Setting setting, Source source, Weights weights, Origin origin) {
        List<Parameter> trainable = Blueprint.of(setting.network()).parameters().stream().filter(Parameter::trainable).toList();
        Weights zeros = zeros(trainable);
        return new Training(device, setting, source, new Checkpoint(0, 0, setting.seed(), origin, weights, weights, zeros, zeros, new LinkedHashMap<>()));
    }

    /**
     * Goes on from a checkpoint; setting and source have to be those it was made with.
     *
     * @throws IllegalArgumentException if the checkpoint's network or seed is another
     */
    public static Training resume(Device device, Setting setting, Source source, Checkpoint checkpoint) {
        if (checkpoint.seed() != setting.seed()) {
            throw new IllegalArgumentException("the checkpoint's seed is " + checkpoint.seed() + ", the setting's " + setting.seed());
        }
        return new Training(device, setting, source, checkpoint);
    }

    /** Steps done. */
    public long steps() {
        return step;
    }

    /** Images seen. */
    public long images() {
        return images;
    }

    /**
     * Does one optimizer step.
     *
     * @throws Diverged if loss or gradient is not finite; the training can only be closed then, or read as it was before the step
     */
    public StepResult step() {
        Optimiser optimiser = setting.optimiser();
        double loss = 0;
        for (int from = 0; from < optimiser.batch(); from += optimiser.microBatch()) {
            loss += accumulate(images + from, optimiser.microBatch(), from / optimiser.microBatch());
        }
        double rate = Update.learningRate(optimiser, images);
        double norm;
        try (Arena call = arena.child()) {
            List<Tensor> gradients = trained.stream().map(weight -> weight.gradient(call)).toList();
            norm = Double.isFinite(loss)
                    ? program.call(Update.METHOD).with(trained).with(gradients).with(mean).with(square).with(trainedAverage)
                            .with(call.scalar(step + 1)).with(call.scalar(rate)).with(call.scalar(Update.pull(optimiser, images, origin)))
                            .run(call).getFirst().number()
                    : Double.NaN;
        }
        if (!Double.isFinite(norm)) {
            throw new Diverged(step, loss, norm);
        }
        images += optimiser.batch();
        return new StepResult(step++, images, loss, norm, rate);
    }

    /** Adds the gradients of some samples to those collected, and gives their part of the mean error. */
    private double accumulate(long first, int count, int part) {
        Network network = setting.network();
        int size = network.channels() * network.resolution() * network.resolution();
        float[] x0 = new float[count * size];
        float[] x1 = new float[count * size];
        int[] labels = new int[count];
        source.fill(first, count, x0, x1, labels);
        double[] times = new double[count];
        long[] shown = new long[count];
        for (int i = 0; i < count; i++) {
            var draws = new Draws(setting.seed(), first + i, TIME_STREAM);
            times[i] = Quantile.training(setting.objective().timeLaw(), draws.uniform());
            shown[i] = draws.uniform() < network.labelDropout() ? -1 : labels[i];
            if (shown[i] < -1 || shown[i] >= Math.max(network.classes(), 1)) {
                throw new IllegalArgumentException("sample " + (first + i) + " has label " + shown[i] + ", allowed: -1 to " + (network.classes() - 1));
            }
        }
        long[] shape = {count, network.channels(), network.resolution(), network.resolution()};
        // A generator that is seeded anew for every part needs no place in the checkpoint.
        long dropoutSeed = new Draws(setting.seed(), step, part).bits();
        try (Arena call = arena.child()) {
            return Torch.seeded(dropoutSeed, () -> {
                Program.Call loss = program.call(Loss.METHOD).with(weights).with(call.floats(x0, shape)).with(call.floats(x1, shape))
                        .with(call.doubles(times, count)).with(call.longs(shown, count));
                if (augmentLabels() > 0) {
                    float[] changes = new float[count * augmentLabels()];
                    source.augmentations(first, count, changes);
                    loss.with(call.floats(changes, count, augmentLabels()));
                }
                List<Tensor> out = loss.record(call);
                out.get(0).backward();
                return out.get(1).number();
            });
        }
    }

    private int augmentLabels() {
        return setting.network().augmentLabels();
    }

    /** The moving average of the weights: the model to use. */
    public Weights average() {
        return Weights.of(blueprint.parameters(), average);
    }

    /** @param notes kept with the checkpoint; keys that begin with {@code straightway.} are reserved */
    public Checkpoint checkpoint(SequencedMap<String, String> notes) {
        return new Checkpoint(step, images, setting.seed(), origin, Weights.of(blueprint.parameters(), weights), average(),
                Weights.of(trainable(), mean), Weights.of(trainable(), square), notes);
    }

    /** Native arrays held, for leak tests. */
    int held() {
        return arena.held();
    }

    private List<Parameter> trainable() {
        return blueprint.parameters().stream().filter(Parameter::trainable).toList();
    }

    private List<Tensor> only(List<Tensor> tensors) {
        var selected = new ArrayList<Tensor>();
        for (int i = 0; i < tensors.size(); i++) {
            if (blueprint.parameters().get(i).trainable()) {
                selected.add(tensors.get(i));
            }
        }
        return selected;
    }

    private static Weights zeros(List<Parameter> parameters) {
        var zeros = new LinkedHashMap<String, Weights.Array>();
        parameters.forEach(parameter -> zeros.put(parameter.name(), new Weights.Array(parameter.shape(), new float[(int) parameter.size()])));
        return new Weights(zeros);
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
