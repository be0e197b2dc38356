package io.straightway.event;

import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.Signal;
import io.straightway.job.TrainingSpec;
import io.straightway.job.UnitReport;
import io.straightway.job.WorkOrder;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * The domain's values as the bytes of Kafka records. Safe for use by several threads. Every {@code read…} takes a record's value as
 * Kafka gives it, and throws {@link Undecodable} if it can't be read. With a schema registry, reading and writing may throw
 * {@link SchemaIds.Unanswered}; then nothing is known about the record yet, and it has to wait.
 */
public final class Wire {
    /** Most bytes of a job or signal: what Kafka takes by default, and nothing that is meant for us comes near it. */
    static final int LARGEST_SUBMITTED = 1 << 20;

    /** Most bytes of what the coordinator and workers say; compressed, it comes to less than Kafka takes by default. */
    public static final int LARGEST = 4 << 20;

    private final WireFormat format;
    private final RecordCodec<io.straightway.schema.GenerationJob> generationJobs;
    private final RecordCodec<io.straightway.schema.TrainingJob> trainingJobs;
    private final RecordCodec<io.straightway.schema.EvaluationJob> evaluationJobs;
    private final RecordCodec<io.straightway.schema.AblationJob> ablationJobs;
    private final RecordCodec<io.straightway.schema.Signal> signals;
    private final RecordCodec<io.straightway.schema.JobEvent> events;
    private final RecordCodec<io.straightway.schema.JobStatus> status;
    private final RecordCodec<io.straightway.schema.WorkUnit> units;
    private final RecordCodec<io.straightway.schema.UnitReport> reports;

    /** @param format in which records are written; every format is read */
    public Wire(WireFormat format) {
        this(format, switch (format) {
            case WireFormat.Confluent confluent -> Optional.of(confluent.ids());
            case WireFormat.SingleObject single -> Optional.empty();
            case WireFormat.Json json -> Optional.empty();
        });
    }

    /**
     * @param format in which records are written; every format is read
     * @param ids for reading records that name their schema by id, whatever is written
     */
    public Wire(WireFormat format, Optional<SchemaIds> ids) {
        this.format = format;
        generationJobs = new RecordCodec<>(format, ids, Topic.GENERATION_JOBS, io.straightway.schema.GenerationJob.getClassSchema());
        trainingJobs = new RecordCodec<>(format, ids, Topic.TRAINING_JOBS, io.straightway.schema.TrainingJob.getClassSchema());
        evaluationJobs = new RecordCodec<>(format, ids, Topic.EVALUATION_JOBS, io.straightway.schema.EvaluationJob.getClassSchema());
        ablationJobs = new RecordCodec<>(format, ids, Topic.ABLATION_JOBS, io.straightway.schema.AblationJob.getClassSchema());
        signals = new RecordCodec<>(format, ids, Topic.SIGNALS, io.straightway.schema.Signal.getClassSchema());
        events = new RecordCodec<>(format, ids, Topic.EVENTS, io.straightway.schema.JobEvent.getClassSchema());
        status = new RecordCodec<>(format, ids, Topic.STATUS, io.straightway.schema.JobStatus.getClassSchema());
        units = new RecordCodec<>(format, ids, Topic.UNITS, io.straightway.schema.WorkUnit.getClassSchema());
        reports = new RecordCodec<>(format, ids, Topic.UNIT_REPORTS, io.straightway.schema.UnitReport.getClassSchema());
    }

    /**
     * Makes sure that the ids of all our schemas are known, so that a coordinator or a worker has to ask later only about what others have
     * written with other schemas. Those of jobs and signals too: a registry is where others find them.
     *
     * @param pools of workers, each of which has unit topics of its own
     * @throws SchemaIds.Unanswered if one can't be known now
     */
    public void prepare(Collection<String> pools) {
        generationJobs.prepare(Topic.GENERATION_JOBS.topic());
        trainingJobs.prepare(Topic.TRAINING_JOBS.topic());
        evaluationJobs.prepare(Topic.EVALUATION_JOBS.topic());
        ablationJobs.prepare(Topic.ABLATION_JOBS.topic());
        signals.prepare(Topic.SIGNALS.topic());
        events.prepare(Topic.EVENTS.topic());
        status.prepare(Topic.STATUS.topic());
        reports.prepare(Topic.UNIT_REPORTS.topic());
        UnitTopics.of(pools).forEach(units::prepare);
    }

    public String contentType() {
        return format.contentType();
    }

    /** The topic that a job is submitted to. */
    public static Topic topic(JobSpec job) {
        return switch (job) {
            case GenerationSpec generation -> Topic.GENERATION_JOBS;
            case TrainingSpec training -> Topic.TRAINING_JOBS;
            case EvaluationSpec evaluation -> Topic.EVALUATION_JOBS;
            case AblationSpec ablation -> Topic.ABLATION_JOBS;
        };
    }

    public byte[] write(JobSpec job) {
        return switch (job) {
            case GenerationSpec generation -> generationJobs.encode(JobWriter.generation(generation));
            case TrainingSpec training -> trainingJobs.encode(JobWriter.training(training));
            case EvaluationSpec evaluation -> evaluationJobs.encode(JobWriter.evaluation(evaluation));
            case AblationSpec ablation -> ablationJobs.encode(AblationMapping.write(ablation));
        };
    }

    public byte[] write(Signal signal) {
        return signals.encode(new io.straightway.schema.Signal(signal.id(), signal.job(), signal.kind().name().toLowerCase(Locale.ROOT)));
    }

    public byte[] write(JobEvent event) {
        return events.encode(EventMapping.write(event));
    }

    public byte[] write(JobStatus newest) {
        return status.encode(StatusMapping.write(newest));
    }

    public byte[] write(WorkOrder order) {
        return units.encode(UnitMapping.write(order), UnitTopics.of(order));
    }

    public byte[] write(UnitReport report) {
        return reports.encode(UnitMapping.write(report));
    }

    public Submission readGenerationJob(byte[] value) {
        return submission(generationJobs, JobReader::generation, value);
    }

    public Submission readTrainingJob(byte[] value) {
        return submission(trainingJobs, JobReader::training, value);
    }

    public Submission readEvaluationJob(byte[] value) {
        return submission(evaluationJobs, JobReader::evaluation, value);
    }

    public Submission readAblationJob(byte[] value) {
        return submission(ablationJobs, AblationMapping::read, value);
    }

    /** @param topic one of {@link Topic#ofJobs()} */
    public Submission readJob(Topic topic, byte[] value) {
        return switch (topic) {
            case GENERATION_JOBS -> readGenerationJob(value);
            case TRAINING_JOBS -> readTrainingJob(value);
            case EVALUATION_JOBS -> readEvaluationJob(value);
            case ABLATION_JOBS -> readAblationJob(value);
            case SIGNALS, EVENTS, STATUS, DEAD_LETTERS, UNITS, UNIT_REPORTS -> throw new IllegalArgumentException("no jobs are submitted to " + topic.topic());
        };
    }

    private static <T extends SpecificRecord> Submission submission(RecordCodec<T> codec, Function<T, Submission> mapping, byte[] value) {
        try {
            return read(codec, mapping, value);
        } catch (Undecodable e) {
            return e.submission().orElseThrow(() -> e);
        }
    }

    public Signal readSignal(byte[] value) {
        return read(signals, s -> new Signal(s.getId(), s.getJobId(), kind(s.getKind())), value);
    }

    private static Signal.Kind kind(String text) {
        for (Signal.Kind kind : Signal.Kind.values()) {
            if (kind.name().equalsIgnoreCase(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind is " + text + ", allowed: cancel, pause or resume");
    }

    public JobEvent readEvent(byte[] value) {
        return read(events, EventMapping::read, value);
    }

    public JobStatus readStatus(byte[] value) {
        return read(status, StatusMapping::read, value);
    }

    public WorkOrder readUnit(byte[] value) {
        return read(units, UnitMapping::read, value);
    }

    public UnitReport readReport(byte[] value) {
        return read(reports, UnitMapping::read, value);
    }

    private static <T extends SpecificRecord, D> D read(RecordCodec<T> codec, Function<T, D> mapping, byte[] value) {
        T decoded = codec.decode(value);
        try {
            return mapping.apply(decoded);
        } catch (RuntimeException e) {
            throw new Undecodable(Undecodable.Code.INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
