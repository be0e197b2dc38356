package io.straightway.telemetry;

import java.util.List;

/**
 * Every metric of ours, by the name that Prometheus sees. No label has values without end: no job's id, no model's name. Times of which the
 * quantiles are of use come in buckets; each comes with {@code _count}, {@code _sum} and {@code _max}. No counter has a
 * gauge's name with {@code _total} behind it: OpenMetrics takes them for one.
 */
public enum Metric {
    BUILD_INFO(Type.GAUGE, "straightway_build_info", "1", "What runs; always 1", "version", "java"),

    JOBS(Type.GAUGE, "straightway_jobs", "jobs", "Known jobs by state, as the status topic has them; the same in every process", "state"),
    JOBS_ENDED(Type.COUNTER, "straightway_jobs_ended_total", "jobs", "Jobs that this coordinator brought to an end; reason is the code of the failure, or none",
            "kind", "outcome", "reason"),
    JOB_DURATION(Type.TIMER, "straightway_job_duration_seconds", "seconds", "From a job's receipt to its terminal event", "kind", "outcome"),
    JOB_ADMISSION(Type.TIMER, "straightway_job_admission_seconds", "seconds",
            "From the time in a submission's record, by its producer's clock, until the coordinator has dealt with it"),
    IMAGES_GENERATED(Type.COUNTER, "straightway_images_generated_total", "images", "Images of generation jobs that this coordinator has taken into account"),
    IMAGES_PER_SECOND(Type.GAUGE, "straightway_images_per_second", "images per second", "Images per second of the generation jobs that run; the same in every process"),

    UNITS(Type.GAUGE, "straightway_units", "units", "Units in the hands of this worker", "kind"),
    UNIT_DURATION(Type.TIMER, "straightway_unit_duration_seconds", "seconds",
            "From a unit's lease to its last report; outcome is finished, stopped, failed or lease_lost", "kind", "outcome"),
    UNIT_QUEUE(Type.TIMER, "straightway_unit_queue_seconds", "seconds", "From the issue of a unit, by the coordinator's clock, to its lease", "priority"),
    UNIT_RETRIES(Type.COUNTER, "straightway_unit_retries_total", "attempts", "Attempts that failed and are followed by another, by the code of the failure", "reason"),
    LEASE_LOST(Type.COUNTER, "straightway_lease_lost_total", "leases", "Leases that lapsed because the worker was not heard of"),

    QUEUE_LAG(Type.GAUGE, "straightway_queue_lag", "records", "Units that wait for a worker; the same in every coordinator", "pool", "priority"),
    QUEUE_OLDEST_AGE(Type.GAUGE, "straightway_queue_oldest_age_seconds", "seconds", "Age of the unit that has waited longest for a worker; 0 if none waits",
            "pool", "priority"),
    DEAD_LETTERS(Type.COUNTER, "straightway_dead_letters_total", "records", "Records that could not be read, by the topic they came on", "topic"),

    WORKER_DEVICES(Type.GAUGE, "straightway_worker_devices", "devices", "Devices for which this worker takes units", "pool"),
    DEVICE_BUSY(Type.COUNTER, "straightway_device_busy_seconds_total", "seconds", "Time for which a unit had the device", "device"),
    TRAINING_KIMG(Type.COUNTER, "straightway_training_kimg_total", "1000 images", "Training images that this worker has shown to networks"),
    STORE_ERRORS(Type.COUNTER, "straightway_store_errors_total", "calls", "Calls of the object store that failed, those that were tried again among them", "operation"),

    TRACKING_POINTS(Type.COUNTER, "straightway_tracking_points_total", "points", "Points of trainings by what became of them: sent, dropped since the queue "
            + "was full, or failed since the server did not take them", "result");

    /** As Prometheus has it; a timer is a summary there, or a histogram if it has buckets. */
    public enum Type {
        COUNTER,
        GAUGE,
        TIMER
    }

    private final Type type;
    private final String id;
    private final String unit;
    private final String help;
    private final List<String> labels;

    Metric(Type type, String id, String unit, String help, String... labels) {
        this.type = type;
        this.id = id;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    public Type type() {
        return type;
    }

    /** Name in full. */
    public String id() {
        return id;
    }

    public String unit() {
        return unit;
    }

    public String help() {
        return help;
    }

    public List<String> labels() {
        return labels;
    }
}
