package io.straightway.audit;

import io.straightway.event.JobStatus;
import io.straightway.job.JobEvent;
import io.straightway.job.Retention;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the topics tell about all jobs. Topics may come in any order, the records of one partition in theirs. Holds a few hundred bytes per
 * job and per object that its events name.
 */
public final class Ledger {
    /** A place in a topic. */
    public record Place(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "/" + partition + "/" + offset;
        }
    }

    record Undecoded(Place place, String job, Instant time, String reason) {}

    private final Retention retention;
    private final Findings findings = new Findings();
    private final Map<String, Trail> trails = new TreeMap<>();
    private final Map<Place, Undecoded> undecoded = new HashMap<>();
    private final Set<Place> deadLetters = new HashSet<>();
    private Optional<Instant> keptSince = Optional.empty();

    /** @param retention of the coordinator, which tells when an id may be used a second time */
    public Ledger(Retention retention) {
        this.retention = retention;
    }

    /** A submission that names its job, readable or not. */
    public void submitted(String job, Instant time) {
        trail(job).submitted(time);
    }

    /**
     * A submission that can't be decoded.
     *
     * @param key of its record; empty text if it has none
     */
    public void undecodable(Place place, String key, Instant time, String reason) {
        undecoded.put(place, new Undecoded(place, key, time, reason));
    }

    /** @param origin of a dead letter */
    public void deadLetter(Place origin) {
        deadLetters.add(origin);
    }

    /** @param behindCut whether retention has deleted older events from its partition */
    public void event(JobEvent event, boolean behindCut) {
        trail(event.job()).event(event, behindCut);
    }

    public void eventUnreadable(String job, long offset, String reason) {
        trail(job).unreadable(offset, reason);
    }

    /** @param behindCut whether retention has deleted events from its job's partition */
    public void status(JobStatus status, boolean behindCut) {
        trail(status.job()).status(status, behindCut);
    }

    public void statusRemoved(String job) {
        Optional.ofNullable(trails.get(job)).ifPresent(Trail::statusRemoved);
    }

    public void statusUnreadable(String job, String reason) {
        trail(job).statusUnreadable(reason);
    }

    /** Events of some partition are there only from this time on. */
    public void eventsKeptSince(Instant time) {
        keptSince = keptSince.filter(known -> known.isAfter(time)).or(() -> Optional.of(time));
    }

    /** The options with which a job ran, and how it ended; empty unless it did. */
    public Optional<JobEvent.Ended> ended(String job) {
        return Optional.ofNullable(trails.get(job))
                .flatMap(trail -> trail.outcome().flatMap(outcome -> trail.ran().map(ran -> new JobEvent.Ended(outcome, Optional.of(ran)))));
    }

    boolean knows(String job) {
        return trails.containsKey(job);
    }

    Collection<Trail> trails() {
        return trails.values();
    }

    /** Submissions that can't be decoded and are not among the dead letters. */
    List<Undecoded> unaccounted() {
        return undecoded.values().stream().filter(record -> !deadLetters.contains(record.place())).toList();
    }

    /** Before this time, events may be missing because retention has deleted them. */
    Optional<Instant> keptSince() {
        return keptSince;
    }

    Findings findings() {
        return findings;
    }

    private Trail trail(String job) {
        return trails.computeIfAbsent(job, id -> new Trail(id, retention, findings::add));
    }
}
