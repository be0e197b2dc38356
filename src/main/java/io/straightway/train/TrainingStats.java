package io.straightway.train;

import io.straightway.train.StatsLine.Figure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The figures of a training, a line for each tick. They travel in its checkpoints, so that a training that goes on from one has the lines
 * up to there, each once. For one thread at a time.
 */
public final class TrainingStats {
    /** A training has a hundred ticks, or more where that many images would lie between two. */
    private static final int TICKS = 100;

    private static final long LONGEST_TICK = 50_000;

    private final long every;
    private final InstantSource clock;
    private final List<StatsLine> lines;
    private final double secondsBefore;
    private final Instant began;
    private final Spread loss = new Spread();
    private final Spread gradientNorm = new Spread();
    private double learningRate;
    private long images;
    private long imagesAtTick;
    private Instant lastTick;

    private TrainingStats(long every, InstantSource clock, List<StatsLine> lines) {
        this.every = every;
        this.clock = clock;
        this.lines = new ArrayList<>(lines);
        began = clock.instant();
        lastTick = began;
        images = lines.isEmpty() ? 0 : lines.getLast().images();
        imagesAtTick = images;
        secondsBefore = lines.isEmpty() ? 0 : lines.getLast().mean(StatsLine.TOTAL_SECONDS);
    }

    /** @param total images of the training */
    public static TrainingStats begin(long total, InstantSource clock) {
        return resume(total, clock, "");
    }

    /**
     * @param before what {@link #text} was at the checkpoint
     * @throws java.io.UncheckedIOException if that is no such text
     */
    public static TrainingStats resume(long total, InstantSource clock, String before) {
        return new TrainingStats(Math.max(1, Math.min(LONGEST_TICK, total / TICKS)), clock, before.lines().map(StatsLine::read).toList());
    }

    public void add(StepResult step) {
        loss.add(step.loss());
        gradientNorm.add(step.gradientNorm());
        learningRate = step.learningRate();
        images = step.images();
    }

    /** Whether it is time for a line. */
    public boolean due() {
        return images / every > imagesAtTick / every;
    }

    /** Whether there is something that no line tells yet. */
    public boolean open() {
        return loss.count() > 0;
    }

    /** Writes a line about what came since the last one; there must be something. */
    public StatsLine tick() {
        Instant now = clock.instant();
        double seconds = seconds(lastTick, now);
        double kimg = (images - imagesAtTick) / 1000.0;
        SequencedMap<String, Figure> figures = new LinkedHashMap<>();
        figures.put(StatsLine.TICK, Figure.of(lines.size()));
        figures.put(StatsLine.KIMG, Figure.of(images / 1000.0));
        figures.put("Loss/loss", loss.figure());
        figures.put("Loss/gradient_norm", gradientNorm.figure());
        figures.put("Progress/learning_rate", Figure.of(learningRate));
        figures.put(StatsLine.TOTAL_SECONDS, Figure.of(secondsBefore + seconds(began, now)));
        figures.put("Timing/sec_per_tick", Figure.of(seconds));
        figures.put("Timing/sec_per_kimg", Figure.of(seconds / kimg));
        ProcessMemory.now().ifPresent(memory -> {
            figures.put("Resources/cpu_mem_gb", Figure.of(memory.residentGigabytes()));
            figures.put("Resources/peak_cpu_mem_gb", Figure.of(memory.peakGigabytes()));
        });
        StatsLine line = new StatsLine(images, now, figures);
        lines.add(line);
        loss.clear();
        gradientNorm.clear();
        imagesAtTick = images;
        lastTick = now;
        return line;
    }

    /** All lines, each with its end. */
    public String text() {
        return lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining());
    }

    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
