package io.straightway.train;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.Draws;
import io.straightway.engine.Parameter;
import io.straightway.engine.Tensor;
import io.straightway.flow.ConsistencyLoss;
import io.straightway.flow.Course;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A training that is advanced step by step. What happens in a step depends on the weights, the seed and the number of the step alone, so
 * that a training resumed from a {@link Checkpoint} ends in the same bits, on one kind of device with one thread count. Several devices
 * share the micro-batches of a step; the result is that of one device, up to the order in which gradients are summed. For one thread at a
 * time; close it to free native memory.
 */
public final class Training implements AutoCloseable {
    private static final int TIME_STREAM = 0x74696d65;

    private final Setting setting;
    private final Blueprint blueprint;
    private final Ahead ahead;
    private final List<Replica> replicas;
    private final ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().name("replica-", 1).daemon().factory());
    private final Arena arena;
    private final List<Tensor> average;
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
     * @param course of the targets, if these are the denoiser's own words at an earlier time; the data if empty
     */
    public record Setting(Network network, Objective objective, Optimiser optimiser, Precision precision, long seed, Optional<Course> course) {
        /** With the data as targets. */
        public Setting(Network network, Objective objective, Optimiser optimiser, Precision precision, long seed) {
            this(network, objective, optimiser, precision, seed, Optional.empty());
        }
    }

    private Training(List<Device> devices, Setting setting, Source source, Checkpoint start) {
        this.setting = setting;
        this.blueprint = Blueprint.of(setting.network());
        int size = setting.network().size();
        this.ahead = new Ahead(first -> Samples.of(source, first, setting.optimiser().microBatch(), size, augmentLabels() > 0));
        this.origin = start.origin();
        this.step = start.step();
        this.images = start.images();
        this.arena = Arena.open(devices.getFirst());
        this.replicas = new ArrayList<>();
        try {
            List<Parameter> all = blueprint.parameters();
            List<Parameter> trainable = trainable();
            this.average = start.average().select(all).tensors(arena);
            this.mean = start.mean().select(trainable).tensors(arena);
            this.square = start.square().select(trainable).tensors(arena);
            this.trainedAverage = Replica.trainable(all, average);
            for (Device device : devices) {
                replicas.add(Replica.open(device, all, start.weights(), text()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private io.straightway.engine.Source text() {
        var text = new io.straightway.engine.Source();
        boolean augmented = augmentLabels() > 0;
        blueprint.writeForTraining(text, setting.precision());
        Preconditioning.flowForTraining(text, setting.network());
        if (setting.course().isPresent()) {
            ConsistencyLoss.write(text, setting.objective(), setting.optimiser().batch(), augmented);
        } else {
            Loss.write(text, setting.objective(), setting.optimiser().batch(), augmented);
        }
        Update.write(text, setting.optimiser().clipNorm());
        return text;
    }

    /** Begins with the fresh weights of {@link Blueprint#initialise}. */
    public static Training begin(Device device, Setting setting, Source source, Weights weights) {
        return begin(List.of(device), setting, source, weights, Origin.FRESH);
    }

    /**
     * Begins with {@code weights}; their origin decides how their moving average starts.
     *
     * @param devices share the micro-batches of each step; the first also keeps the optimizer's state
     */
    public static Training begin(List<Device> devices, Setting setting, Source source, Weights weights, Origin origin) {
        List<Parameter> trainable = Blueprint.of(setting.network()).parameters().stream().filter(Parameter::trainable).toList();
        Weights zeros = zeros(trainable);
        return new Training(devices, setting, source, new Checkpoint(0, 0, setting.seed(), origin, weights, weights, zeros, zeros, new LinkedHashMap<>()));
    }

    /**
     * Goes on from a checkpoint; setting and source have to be those it was made with.
     *
     * @throws IllegalArgumentException if the checkpoint's network or seed is another
     */
    public static Training resume(List<Device> devices, Setting setting, Source source, Checkpoint checkpoint) {
        if (checkpoint.seed() != setting.seed()) {
            throw new IllegalArgumentException("the checkpoint's seed is " + checkpoint.seed() + ", the setting's " + setting.seed());
        }
        return new Training(devices, setting, source, checkpoint);
    }

    /** Images of one forward pass. */
    public int microBatch() {
        return setting.optimiser().microBatch();
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
        double loss = accumulate(optimiser.batch() / optimiser.microBatch());
        double rate = Update.learningRate(optimiser, images);
        double norm;
        try (Arena call = arena.child()) {
            Replica first = replicas.getFirst();
            norm = Double.isFinite(loss)
                    ? first.program().call(Update.METHOD).with(first.trained()).with(first.gradients(call)).with(mean).with(square).with(trainedAverage)
                            .with(call.scalar(step + 1)).with(call.scalar(rate)).with(call.scalar(Update.pull(optimiser, images, origin)))
                            .run(call).getFirst().number()
                    : Double.NaN;
        }
        if (!Double.isFinite(norm)) {
            throw new Diverged(step, loss, norm);
        }
        replicas.stream().skip(1).forEach(other -> other.follow(replicas.getFirst()));
        images += optimiser.batch();
        return new StepResult(step++, images, loss, norm, rate);
    }

    /** Collects the gradients of all parts of a step in the first replica, and gives the mean error. The replicas take turns at the parts. */
    private double accumulate(int parts) {
        int sharing = Math.min(replicas.size(), parts);
        double[] losses = new double[parts];
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < sharing; i++) {
            int first = i;
            others.add(threads.submit(() -> accumulate(replicas.get(first), first, sharing, losses)));
        }
        try {
            accumulate(replicas.getFirst(), 0, sharing, losses);
        } finally {
            others.forEach(Training::await);
        }
        replicas.stream().limit(sharing).skip(1).forEach(replicas.getFirst()::collect);
        return Arrays.stream(losses).sum();
    }

    private void accumulate(Replica replica, int first, int every, double[] losses) {
        int size = setting.optimiser().microBatch();
        for (int part = first; part < losses.length; part += every) {
            long begin = images + (long) part * size;
            losses[part] = accumulate(replica, begin, ahead.take(begin, begin + (long) every * size), part);
        }
    }

    private static void await(Future<?> share) {
        try {
            share.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another device computed", e);
        }
    }

    private double accumulate(Replica replica, long first, Samples samples, int part) {
        Network network = setting.network();
        int count = samples.labels().length;
        double[] times = new double[count];
        long[] shown = new long[count];
        for (int i = 0; i < count; i++) {
            var draws = new Draws(setting.seed(), first + i, TIME_STREAM);
            times[i] = Quantile.training(setting.objective().timeLaw(), draws.uniform());
            shown[i] = draws.uniform() < network.labelDropout() ? -1 : samples.labels()[i];
            if (shown[i] < -1 || shown[i] >= Math.max(network.classes(), 1)) {
                throw new IllegalArgumentException("sample " + (first + i) + " has label " + shown[i] + ", allowed: -1 to " + (network.classes() - 1));
            }
        }
        long[] shape = {count, network.channels(), network.height(), network.width()};
        // A generator that is seeded anew for every part needs no place in the checkpoint.
        long dropoutSeed = new Draws(setting.seed(), step, part).bits();
        return replica.accumulate(dropoutSeed, call -> {
            var arguments = new ArrayList<Tensor>(List.of(call.floats(samples.x0(), shape), call.floats(samples.x1(), shape), call.doubles(times, count), call.longs(shown, count)));
            if (augmentLabels() > 0) {
                arguments.add(call.floats(samples.changes(), count, augmentLabels()));
            }
            setting.course().ifPresent(course -> arguments.add(call.doubles(Arrays.stream(times).map(time -> course.earlier(time, images)).toArray(), count)));
            return arguments;
        });
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
        return new Checkpoint(step, images, setting.seed(), origin, Weights.of(blueprint.parameters(), replicas.getFirst().weights()), average(),
                Weights.of(trainable(), mean), Weights.of(trainable(), square), notes);
    }

    /** Native arrays held, for leak tests. */
    int held() {
        return arena.held() + replicas.stream().mapToInt(replica -> replica.arena().held()).sum();
    }

    private List<Parameter> trainable() {
        return blueprint.parameters().stream().filter(Parameter::trainable).toList();
    }

    private static Weights zeros(List<Parameter> parameters) {
        var zeros = new LinkedHashMap<String, Weights.Array>();
        parameters.forEach(parameter -> zeros.put(parameter.name(), new Weights.Array(parameter.shape(), new float[(int) parameter.size()])));
        return new Weights(zeros);
    }

    @Override
    public void close() {
        threads.shutdown();
        replicas.forEach(Replica::close);
        arena.close();
    }
}
