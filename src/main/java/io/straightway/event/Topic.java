package io.straightway.event;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The topics. Everything about a job is keyed by its id, so that it is processed and read in order. */
public enum Topic {
    GENERATION_JOBS("generation-jobs", "GenerationJob", Key.JOB, Duration.ofDays(30)),
    TRAINING_JOBS("training-jobs", "TrainingJob", Key.JOB, Duration.ofDays(30)),
    EVALUATION_JOBS("evaluation-jobs", "EvaluationJob", Key.JOB, Duration.ofDays(30)),
    ABLATION_JOBS("ablation-jobs", "AblationJob", Key.JOB, Duration.ofDays(30)),
    SIGNALS("signals", "Signal", Key.JOB, Duration.ofDays(30)),
    EVENTS("events", "JobEvent", Key.JOB, Duration.ofDays(90)),
    /** Compacted: the newest state of each job stays for good. */
    STATUS("status", "JobStatus", Key.JOB, Duration.ZERO),
    DEAD_LETTERS("dead-letters", "", Key.ANY, Duration.ofDays(30)),
    /** Retention deletes units that no worker has taken yet, so it is long. */
    UNITS("units", "WorkUnit", Key.ANY, Duration.ofDays(30)),
    UNIT_REPORTS("unit-reports", "UnitReport", Key.JOB, Duration.ofDays(7));

    private static final String PREFIX = "straightway.";

    private enum Key { JOB, ANY }

    private final String suffix;
    private final String schema;
    private final Key key;
    private final Duration retention;

    Topic(String suffix, String schema, Key key, Duration retention) {
        this.suffix = suffix;
        this.schema = schema;
        this.key = key;
        this.retention = retention;
    }

    /** Those that jobs are submitted to. */
    public static List<Topic> ofJobs() {
        return Stream.of(values()).filter(topic -> topic.schema.endsWith("Job")).toList();
    }

    /** @throws IllegalArgumentException if it is none of ours */
    public static Topic named(String topic) {
        return Stream.of(values()).filter(t -> t.topic().equals(topic)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("topic is " + topic + ", not one of ours"));
    }

    /** As Kafka knows it. */
    public String topic() {
        return PREFIX + suffix;
    }

    /** Name of the record type on it; empty for dead letters, which are of any type. */
    public String schema() {
        return schema;
    }

    /** Whether anybody may write to it. */
    boolean submitted() {
        return schema.endsWith("Job") || this == SIGNALS;
    }

    /** Whether its key is a job id, so that it must have as many partitions as the others with that key. */
    public boolean keyedByJob() {
        return key == Key.JOB;
    }

    public boolean compacted() {
        return retention.isZero();
    }

    /** How long records stay; zero for a compacted topic. */
    public Duration retention() {
        return retention;
    }
}
