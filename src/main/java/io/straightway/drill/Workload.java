package io.straightway.drill;

import io.straightway.event.NotDelivered;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobSpec;
import io.straightway.job.Seeds;
import io.straightway.job.Signal;
import io.straightway.recipe.Precision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;

/** Jobs whose outcome is known beforehand, and a thread that keeps the cluster supplied with them. */
final class Workload implements AutoCloseable {
    /** What must become of a job. */
    enum Expected {
        SUCCEEDED,
        /** A cancelled job may have been faster than the signal. */
        CANCELLED,
        REJECTED
    }

    record Task(GenerationSpec spec, Expected expected) {}

    /** Jobs that are open at a time. */
    private static final int OPEN = 8;

    private static final int SHARD = 16;

    private final Witness witness;
    private final Consumer<JobSpec> submit;
    private final Consumer<Signal> signal;
    private final Random random;
    private final Map<String, Task> tasks = new LinkedHashMap<>();

    /** Of a job that is still on its way, something else could be taken for the first submission. */
    private final List<Task> confirmed = new ArrayList<>();

    private final Map<String, Integer> sends = new HashMap<>();

    private final Thread feeder;
    private volatile boolean feeding = true;
    private int repeated;
    private int conflicts;

    /**
     * @param submit returns once the job is confirmed, and throws {@link NotDelivered} otherwise
     * @param signal likewise
     */
    Workload(Witness witness, Consumer<JobSpec> submit, Consumer<Signal> signal, long seed) {
        this.witness = witness;
        this.submit = submit;
        this.signal = signal;
        random = new Random(seed);
        feeder = Thread.ofPlatform().name("feeder").daemon().start(this::feed);
    }

    private void feed() {
        try {
            while (feeding) {
                if (submitted() - witness.ended() < OPEN) {
                    next();
                } else {
                    Thread.sleep(50);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next() throws InterruptedException {
        int kind = random.nextInt(100);
        if (kind < 4) {
            submit(0, Expected.REJECTED);
        } else if (kind < 9) {
            Task task = submit(400, Expected.CANCELLED);
            Thread.sleep(random.nextInt(500));
            deliver(signal, new Signal("cancel-" + task.spec().id(), task.spec().id(), Signal.Kind.CANCEL));
        } else {
            submit(1 + random.nextInt(64), Expected.SUCCEEDED);
        }
    }

    /** Jobs of one image each, all at once. */
    void burst(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            submit(1, Expected.SUCCEEDED);
        }
    }

    /** Submits some known jobs again, with the content they had, and some with another content. */
    void repeat(int same, int other) throws InterruptedException, MomentMissed {
        Task[] known = known();
        if (known.length == 0) {
            throw new MomentMissed("no job is known yet");
        }
        for (int i = 0; i < same; i++) {
            GenerationSpec spec = known[random.nextInt(known.length)].spec();
            deliver(submit, spec);
            repeated++;
        }
        for (int i = 0; i < other; i++) {
            GenerationSpec spec = known[random.nextInt(known.length)].spec();
            deliver(submit, with(spec.id(), spec.seeds().count() + 1));
            conflicts++;
        }
    }

    /** Submits one known job of each partition again; their ids. */
    Set<String> probe(int partitions) throws InterruptedException {
        Map<Integer, GenerationSpec> probes = new HashMap<>();
        for (Task task : known()) {
            int partition = Utils.toPositive(Utils.murmur2(task.spec().id().getBytes(StandardCharsets.UTF_8))) % partitions;
            probes.putIfAbsent(partition, task.spec());
        }
        for (GenerationSpec spec : probes.values()) {
            deliver(submit, spec);
            repeated++;
        }
        return probes.values().stream().map(GenerationSpec::id).collect(Collectors.toSet());
    }

    private synchronized Task[] known() {
        // A rejected id is free for the corrected job, so it is no known outcome.
        return confirmed.stream().filter(task -> task.expected() != Expected.REJECTED).toArray(Task[]::new);
    }

    private synchronized void confirm(Task task, int sent) {
        confirmed.add(task);
        sends.put(task.spec().id(), sent);
    }

    /** How often the job was sent until it was confirmed; 0 if it was not. What is sent twice may arrive twice. */
    synchronized int sends(String job) {
        return sends.getOrDefault(job, 0);
    }

    private GenerationSpec with(String id, long images) {
        return new GenerationSpec(id, StandIn.MODEL, new Seeds(Math.floorMod(id.hashCode(), 1_000_000), images), new Classes.None(), Optional.empty(),
                Precision.FP32, SHARD, SHARD, Optional.empty());
    }

    private Task submit(long images, Expected expected) throws InterruptedException {
        Task task = task(images, expected);
        confirm(task, deliver(submit, task.spec()));
        return task;
    }

    /** Numbered and noted in one step, for two threads submit. */
    private synchronized Task task(long images, Expected expected) {
        Task task = new Task(with("drill-%05d".formatted(tasks.size()), images), expected);
        tasks.put(task.spec().id(), task);
        return task;
    }

    /** As a client should: until it is confirmed. Returns how often it took. */
    private static <T> int deliver(Consumer<T> sending, T what) throws InterruptedException {
        for (int sent = 1;; sent++) {
            try {
                sending.accept(what);
                return sent;
            } catch (NotDelivered e) {
                Thread.sleep(500);
            }
        }
    }

    synchronized int submitted() {
        return tasks.size();
    }

    synchronized Map<String, Task> tasks() {
        return new LinkedHashMap<>(tasks);
    }

    int repeated() {
        return repeated;
    }

    int conflicts() {
        return conflicts;
    }

    /**
     * No more jobs; returns once the last is submitted.
     *
     * @throws IllegalStateException if that takes longer than {@code patience}
     */
    void stop(Duration patience) throws InterruptedException {
        feeding = false;
        if (!feeder.join(patience)) {
            throw new IllegalStateException("the last job is not confirmed after " + patience.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        feeding = false;
        feeder.interrupt();
    }
}
