package io.straightway.event;

import io.straightway.job.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.WakeupException;

/** Reads the events of all jobs or of one, those of one job in order. For one thread, except {@link #stop()}. */
public final class EventReader implements AutoCloseable {
    private final Wire wire;
    private final TopicTail tail;

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public EventReader(Map<String, Object> client, Wire wire, From from) {
        this(client, wire, from, Optional.empty());
    }

    /** @param job whose events are read; those of all jobs if empty */
    public EventReader(Map<String, Object> client, Wire wire, From from, Optional<String> job) {
        this.wire = wire;
        tail = new TopicTail(client, Topic.EVENTS, from, job);
    }

    /** The next events, or none if none come within {@code timeout} or {@link #stop()} is called. */
    public List<JobEvent> poll(Duration timeout) {
        try {
            return tail.poll(timeout, wire::readEvent, job -> {});
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
