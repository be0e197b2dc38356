package io.straightway.event;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;

/** Reads the newest states of all jobs. A job's later state replaces its earlier ones; before it has caught up, it may see both. For one thread, except {@link #stop()}. */
public final class StatusReader implements AutoCloseable {
    private final Wire wire;
    private final TopicTail tail;

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public StatusReader(Map<String, Object> client, Wire wire, From from) {
        this(client, wire, from, Optional.empty());
    }

    /** @param job whose states are read; those of all jobs if empty */
    public StatusReader(Map<String, Object> client, Wire wire, From from, Optional<String> job) {
        this.wire = wire;
        tail = new TopicTail(client, Topic.STATUS, from, job);
    }

    /** The next states, or none if none come within {@code timeout} or {@link #stop()} is called. */
    public List<JobStatus> poll(Duration timeout) {
        return poll(timeout, job -> {});
    }

    /** @param gone is told the ids of jobs of which nothing is known any more */
    public List<JobStatus> poll(Duration timeout, Consumer<String> gone) {
        try {
            return tail.poll(timeout, wire::readStatus, gone);
        } catch (WakeupException e) {
            return List.of();
        }
    }

    /** Whether everything that was there when this reader began has been polled. */
    public boolean caughtUp() {
        return tail.caughtUp();
    }

    /** Records so far that could not be read, such as those of a newer version. */
    public long unreadable() {
        return tail.unreadable();
    }

    /** Makes a waiting {@link #poll} return. May be called from any thread. */
    public void stop() {
        tail.wakeup();
    }

    @Override
    public void close() {
        tail.close();
    }
}
