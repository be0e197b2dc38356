package io.straightway.coordinator;

import io.straightway.event.CloudEvents;
import io.straightway.event.DeadLetter;
import io.straightway.event.JobStatus;
import io.straightway.event.SchemaIds;
import io.straightway.event.Submission;
import io.straightway.event.Topic;
import io.straightway.event.Undecodable;
import io.straightway.event.UnitLabel;
import io.straightway.event.UnitTopics;
import io.straightway.event.Wire;
import io.straightway.job.Active;
import io.straightway.job.Admission;
import io.straightway.job.Catalog;
import io.straightway.job.Closed;
import io.straightway.job.Effect;
import io.straightway.job.Failure;
import io.straightway.job.Forgotten;
import io.straightway.job.Job;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.Pending;
import io.straightway.job.Signal;
import io.straightway.job.Transition;
import io.straightway.job.UnitReport;
import io.straightway.job.Upstream;
import io.straightway.job.WorkOrder;
import io.straightway.telemetry.Telemetry;
import io.straightway.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies every record to the job it is about, in the partition of the job's id. All decisions are made by {@link Job}; this class
 * decodes, looks up, applies, and sends on what a transition asks for.
 */
final class JobProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(JobProcessor.class);

    static final String STORE = "jobs";
    static final Duration TICK = Duration.ofMillis(250);

    private final Wire wire;
    private final Catalog catalog;
    private final Rules rules;
    private final int partitions;
    /** Jobs that have not ended, as in the store: so that they need not be decoded for each record. */
    private final Map<String, Job> live = new HashMap<>();
    private final Graveyard graveyard;
    private final JobCounts counts;
    private final Tracing tracing;
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<String, Job> jobs;
    private Upstream upstream;
    private UnreadRecords unread;
    private JobTraces traces;

    JobProcessor(Wire wire, Catalog catalog, Rules rules, int partitions, Telemetry telemetry) {
        this.wire = wire;
        this.catalog = catalog;
        this.rules = rules;
        this.partitions = partitions;
        graveyard = new Graveyard(rules.retention());
        counts = new JobCounts(telemetry.meters());
        tracing = telemetry.tracing();
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        jobs = context.getStateStore(STORE);
        upstream = EndedJobs.of(context);
        unread = UnreadRecords.of(context);
        live.clear();
        graveyard.clear();
        try (KeyValueIterator<String, Job> all = jobs.all()) {
            while (all.hasNext()) {
                KeyValue<String, Job> entry = all.next();
                watch(entry.value);
            }
        }
        traces = new JobTraces(tracing, context, live.keySet());
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> tick(Instant.ofEpochMilli(time)));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        UnreadRecords.Unread next = new UnreadRecords.Unread(Origin.of(context.recordMetadata().orElseThrow()), record);
        if (!take(next)) {
            unread.add(next);
        }
    }

    /** Whether it could be read, or put aside for good. */
    private boolean take(UnreadRecords.Unread next) {
        Runnable meaning;
        try {
            meaning = read(next.record(), next.origin());
        } catch (SchemaIds.Unanswered e) {
            return false;
        } catch (Undecodable e) {
            putAside(next, e);
            return true;
        }
        // Apart from reading: what fails here has changed something already, and must fail as a whole.
        meaning.run();
        return true;
    }

    private boolean readable(UnreadRecords.Unread next) {
        try {
            read(next.record(), next.origin());
            return true;
        } catch (SchemaIds.Unanswered e) {
            return false;
        } catch (Undecodable e) {
            return true;
        }
    }

    private Runnable read(Record<byte[], byte[]> record, Origin origin) {
        return switch (origin.topic()) {
            case GENERATION_JOBS, TRAINING_JOBS, EVALUATION_JOBS, ABLATION_JOBS -> {
                Submission submission = wire.readJob(origin.topic(), record.value());
                yield () -> submission(record, origin, submission);
            }
            case SIGNALS -> {
                Signal signal = wire.readSignal(record.value());
                yield () -> traces.following(record, () -> signal(record, origin, signal));
            }
            case UNIT_REPORTS -> {
                UnitReport report = wire.readReport(record.value());
                yield () -> traces.following(record, () -> report(report));
            }
            case EVENTS, STATUS, UNITS, DEAD_LETTERS -> throw new IllegalStateException("not a topic to read: " + origin.topic());
        };
    }

    private void putAside(UnreadRecords.Unread next, Undecodable why) {
        Origin origin = next.origin();
        LOG.warn("record sent to dead letters: topic={} partition={} offset={} reason={}", origin.topic().topic(), origin.partition(), origin.offset(), why.getMessage());
        counts.deadLetter(origin.topic().topic());
        DeadLetter letter = DeadLetter.of(origin.topic().topic(), origin.partition(), origin.offset(), why);
        context.forward(next.record().withHeaders(letter.headers(next.record().headers())), CoordinatorTopology.DEAD_LETTERS);
    }

    private void submission(Record<byte[], byte[]> record, Origin origin, Submission submission) {
        boolean named = JobSpec.NAME.matcher(submission.id()).matches();
        if (named && homeOf(submission.id()) != origin.partition()) {
            sendHome(record, origin.topic(), submission.id());
            return;
        }
        traces.submitted(record, origin, submission.id(), () -> {
            switch (submission) {
                case Submission.Unreadable unreadable -> refuse(unreadable, origin);
                case Submission.Readable readable when !named -> refuse(new Submission.Unreadable(readable.id(), readable.spec().violations()), origin);
                case Submission.Readable readable -> submit(readable.spec());
            }
        });
        counts.answered(Instant.ofEpochMilli(record.timestamp()), now());
    }

    private void submit(JobSpec spec) {
        Instant now = now();
        Job known = find(spec.id());
        if (known == null) {
            apply(admission(new Pending(spec, now, 0), now), now);
            return;
        }
        Transition answer = known.resubmitted(spec, now);
        apply(answer, now);
        if (answer.next() instanceof Pending pending) {
            apply(admission(pending, now), now);
        }
    }

    /** Tries to admit; while the store can't be asked, or jobs that it builds on have not ended, the job waits and the tick tries again. */
    private Transition admission(Pending pending, Instant now) {
        try {
            return pending.admitted(Admission.of(pending.spec(), catalog, rules.pools(), upstream), now);
        } catch (Catalog.Unanswered e) {
            LOG.warn("job waits for the object store: jobId={} reason={}", pending.spec().id(), e.getMessage());
            return new Transition(pending, List.of());
        }
    }

    /**
     * A submission whose fields make no spec is answered, but leaves no state: an unusable id can't be a key, and a usable one
     * stays free for the corrected job.
     */
    private void refuse(Submission.Unreadable unreadable, Origin origin) {
        JobEvent event = new JobEvent(unreadable.id(), 0, now(), new JobEvent.Rejected(new Failure.Invalid(unreadable.violations())));
        Job known = JobSpec.NAME.matcher(unreadable.id()).matches() ? find(unreadable.id()) : null;
        if (known == null) {
            counts.refused(origin.topic());
            publish(event);
        } else {
            apply(known.announce(new JobEvent.Rejected(new Failure.Conflict("job " + unreadable.id() + " is already known and is " + known.state()
                    + "; the new submission is not valid: " + new Failure.Invalid(unreadable.violations()).message())), now()), now());
        }
    }

    private void signal(Record<byte[], byte[]> record, Origin origin, Signal signal) {
        if (homeOf(signal.job()) != origin.partition()) {
            sendHome(record, origin.topic(), signal.job());
            return;
        }
        Instant now = now();
        Optional<Job> known = Optional.ofNullable(find(signal.job()));
        if (known.isEmpty()) {
            JobEvent unknown = new JobEvent(signal.job(), 0, now, new JobEvent.SignalAnswered(signal.id(), false, "no job has this id"));
            publish(unknown);
            return;
        }
        apply(switch (known.get()) {
            case Pending pending -> pending.signalled(signal, now);
            case Forgotten forgotten -> forgotten.announce(
                    new JobEvent.SignalAnswered(signal.id(), false, "the job ended on " + forgotten.ended() + " and is expired from retention"), now);
            case Active active -> active.signalled(signal, now);
            case Closed closed -> closed.announce(new JobEvent.SignalAnswered(signal.id(), false, "the job has ended: " + closed.state()), now);
        }, now);
    }

    private void report(UnitReport report) {
        if (find(report.unit().job()) instanceof Active active) {
            Instant now = now();
            counts.reported(active, report);
            apply(active.reported(report, now, rules.retries()), now);
        }
    }

    private void tick(Instant now) {
        unread.offer(this::readable, this::take);
        for (Job job : List.copyOf(live.values())) {
            switch (job) {
                case Pending pending -> {
                    Transition transition = pending.ticked(now).orElseGet(() -> admission(pending, now));
                    if (!transition.next().equals(pending)) {
                        apply(transition, now);
                    }
                }
                case Active active -> {
                    Transition transition = active.ticked(now, rules.retries());
                    if (!transition.next().equals(active)) {
                        counts.ticked(active, now);
                        apply(transition, now);
                    }
                }
                case Closed closed -> live.remove(job.id());
                case Forgotten forgotten -> live.remove(job.id());
            }
        }
        graveyard.due(now).forEach(id -> bury(id, now));
    }

    /** A job whose retention is over shrinks to its id; an id whose time is over goes. */
    private void bury(String id, Instant now) {
        switch (jobs.get(id)) {
            case Closed closed -> {
                Forgotten forgotten = closed.forgotten();
                jobs.put(id, forgotten);
                watch(forgotten);
                context.forward(new Record<>(bytes(id), wire.write(JobStatus.of(forgotten, now)), now.toEpochMilli()), CoordinatorTopology.STATUS);
            }
            case Forgotten forgotten -> {
                jobs.delete(id);
                context.forward(new Record<>(bytes(id), null, now.toEpochMilli()), CoordinatorTopology.STATUS);
            }
            case Pending pending -> watch(pending);
            case Active active -> watch(active);
        }
    }

    /** Null if no job has this id. */
    private Job find(String id) {
        Job job = live.get(id);
        return job == null ? jobs.get(id) : job;
    }

    private void watch(Job job) {
        switch (job) {
            case Pending pending -> live.put(job.id(), job);
            case Active active -> live.put(job.id(), job);
            case Closed closed -> {
                live.remove(job.id());
                graveyard.add(closed);
            }
            case Forgotten forgotten -> graveyard.add(forgotten);
        }
    }

    private void apply(Transition transition, Instant now) {
        Job job = transition.next();
        String id = job.id();
        jobs.put(id, job);
        watch(job);
        counts.applied(transition);
        for (Effect effect : transition.effects()) {
            switch (effect) {
                case Effect.Publish publish -> publish(publish.event());
                case Effect.Issue issue -> issue(issue.order(), now);
            }
        }
        context.forward(new Record<>(bytes(id), wire.write(JobStatus.of(job, now)), now.toEpochMilli()), CoordinatorTopology.STATUS);
    }

    private void publish(JobEvent event) {
        Headers headers = CloudEvents.headers(event, wire.contentType());
        traces.stamp(headers, event);
        context.forward(new Record<>(bytes(event.job()), wire.write(event), event.time().toEpochMilli(), headers), CoordinatorTopology.EVENTS);
    }

    private void issue(WorkOrder order, Instant now) {
        UnitLabel label = UnitLabel.of(order);
        Headers headers = traces.ofUnit(order.unit().job());
        label.write(headers);
        context.forward(new Record<>(label.key(), wire.write(order), now.toEpochMilli(), headers), CoordinatorTopology.units(UnitTopics.of(order)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Producers may send no key, or partition otherwise than we do: such a record goes once more round, under the job's id. */
    private void sendHome(Record<byte[], byte[]> record, Topic topic, String id) {
        context.forward(record.withKey(bytes(id)), CoordinatorTopology.again(topic));
    }

    private int homeOf(String id) {
        return Utils.toPositive(Utils.murmur2(bytes(id))) % partitions;
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
