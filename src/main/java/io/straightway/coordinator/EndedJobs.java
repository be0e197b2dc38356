package io.straightway.coordinator;

import io.straightway.event.JobStatus;
import io.straightway.event.SchemaIds;
import io.straightway.event.Undecodable;
import io.straightway.event.Wire;
import io.straightway.job.Artifact;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Upstream;
import io.straightway.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every job of the cluster has ended, or what it waits for, read from the status topic. A job and the one that builds on it live in different partitions,
 * and often in different processes; the status topic is where each of them is known to all.
 */
final class EndedJobs {
    private static final Logger LOG = LoggerFactory.getLogger(EndedJobs.class);

    static final String SOURCE = "from-status";
    static final String PROCESSOR = "ended-jobs-reader";

    private static final String STORE = "ended-jobs";

    /** Between two questions to a schema registry that does not answer; its client asks it less often. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private EndedJobs() {}

    static StoreBuilder<KeyValueStore<String, Upstream.Standing>> store() {
        Serde<Upstream.Standing> serde = Serdes.serdeFrom(
                (topic, standing) -> standing == null ? null : Json.bytes(standing, Upstream.Standing.class),
                (topic, bytes) -> bytes == null ? null : Json.read(bytes, Upstream.Standing.class));
        // A global store is filled from its topic, which is its changelog.
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), serde).withLoggingDisabled();
    }

    static Upstream of(ProcessorContext<byte[], byte[]> context) {
        KeyValueStore<String, Upstream.Standing> standings = context.getStateStore(STORE);
        return job -> Optional.ofNullable(standings.get(job));
    }

    /** Keeps jobs that have ended, and that wait. */
    static final class Reader implements Processor<byte[], byte[], Void, Void> {
        private final Wire wire;
        private KeyValueStore<String, Upstream.Standing> standings;

        Reader(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            standings = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (record.key() == null) {
                return;
            }
            String job = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                standings.delete(job);
                return;
            }
            try {
                standing(read(record.value())).ifPresentOrElse(standing -> standings.put(job, standing), () -> standings.delete(job));
            } catch (Undecodable e) {
                LOG.warn("status not understood: jobId={} reason={}", job, e.getMessage());
            }
        }

        /** Waits for a schema registry that does not answer: this thread does nothing else, and a failure would end the whole coordinator. */
        private JobStatus read(byte[] status) {
            while (true) {
                try {
                    return wire.readStatus(status);
                } catch (SchemaIds.Unanswered e) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                    if (Thread.interrupted()) {
                        throw e;
                    }
                }
            }
        }
    }

    static Optional<Upstream.Standing> standing(JobStatus status) {
        if (!status.waitingFor().isEmpty()) {
            return Optional.of(new Upstream.Waiting(status.waitingFor()));
        }
        if (status.forgotten()) {
            return Optional.of(new Upstream.Otherwise("FORGOTTEN"));
        }
        return status.outcome().map(outcome -> outcome.ending() == Outcome.Ending.SUCCEEDED
                ? new Upstream.Succeeded(model(outcome.outputs()), pairs(outcome.outputs()))
                : new Upstream.Otherwise(outcome.ending().name()));
    }

    private static Optional<ModelName> model(List<Artifact> outputs) {
        return last(outputs, output -> output.role() == Artifact.Role.MODEL).map(ModelName::ofWeights);
    }

    private static Optional<String> pairs(List<Artifact> outputs) {
        // pairs/<name>/pairs.json
        return last(outputs, output -> output.role() == Artifact.Role.EXPORT && output.key().startsWith("pairs/")).map(key -> key.split("/")[1]);
    }

    private static Optional<String> last(List<Artifact> outputs, Predicate<Artifact> wanted) {
        return outputs.stream().filter(wanted).reduce((first, last) -> last).map(Artifact::key);
    }
}
