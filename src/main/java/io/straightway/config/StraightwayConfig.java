package io.straightway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** All settings under {@code straightway.}; the environment name of {@code straightway.a.b-c} is {@code STRAIGHTWAY_A_B_C}. */
@ConfigMapping(prefix = "straightway")
public interface StraightwayConfig {

    /** What this process does: run jobs' plans ({@code coordinator}), compute ({@code worker}), or both. */
    @WithDefault("coordinator,worker")
    Set<Role> roles();

    /** Folder of the embedded broker's log, the embedded store's objects and the coordinator's state. */
    @WithDefault("data")
    String data();

    /** What computes: {@code auto} (every GPU that can be used, else the CPU), {@code cpu}, or {@code gpu:0,1}. */
    @WithDefault("auto")
    String device();

    /** Folder that src/main/native/build.sh made, for a libtorch of the host; see docs/how-to/devices.md. */
    Optional<String> libtorch();

    Embedded embedded();

    Kafka kafka();

    Store store();

    Events events();

    SchemaRegistry schemaRegistry();

    Units units();

    Retention retention();

    /** Pools of workers that jobs may name; each has unit topics of its own. */
    @WithDefault("default")
    Set<String> pools();

    Worker worker();

    Web web();

    Logs logs();

    Tracing tracing();

    Mlflow mlflow();

    /** Feature networks beside those that ship, by the name that distances will carry; see docs/how-to/extractors.md. */
    Map<String, Extractor> extractors();

    enum Role {
        COORDINATOR,
        WORKER
    }

    /** The broker and object store of the quick start. */
    interface Embedded {
        /** Start both in this process; set to false against an existing cluster and store. */
        @WithDefault("true")
        boolean enabled();

        /** TCP port of the broker on 127.0.0.1; 0 for any that is free. */
        @WithDefault("19092")
        int kafkaPort();

        /** TCP port of the object store on 127.0.0.1; 0 for any that is free. */
        @WithDefault("19000")
        int storePort();
    }

    /** The cluster that carries jobs and events. */
    interface Kafka {
        /** Brokers as {@code host:port}, with commas between them; not asked for where the embedded broker is in this process. */
        @WithDefault("127.0.0.1:19092")
        String bootstrapServers();

        /** Partitions of topics that this process creates, 1 or more; topics that are there stay as they are. */
        @WithDefault("4")
        int partitions();

        /** Replicas of topics that this process creates, and of the coordinator's own; at most the number of brokers. */
        @WithDefault("1")
        short replication();

        /** Passed to every Kafka client as it is, such as {@code security.protocol}; see docs/how-to/security.md. */
        Map<String, String> properties();
    }

    /** The S3-compatible store of data sets, models and images. */
    interface Store {
        /** URL with {@code http} or {@code https}; not asked for where the embedded store is in this process. */
        @WithDefault("http://127.0.0.1:19000")
        String endpoint();

        /** Access key; the embedded store takes it as its own. */
        @WithDefault("straightway")
        String accessKey();

        /** Secret key; set one of your own for every store that others reach. */
        @WithDefault("straightway-secret")
        String secretKey();

        /** Bucket; made at the start if it is missing and the key may do so. */
        @WithDefault("straightway")
        String bucket();

        /** Region that requests are signed for. */
        @WithDefault("us-east-1")
        String region();

        /** PEM file with an authority to believe beside those that Java believes, for a store with a certificate of your own. */
        Optional<String> certificate();
    }

    /** What goes out. */
    interface Events {
        /** How events and status are written; both are read. */
        @WithDefault("avro")
        Format format();

        enum Format {
            AVRO,
            JSON
        }
    }

    /** A registry with Confluent's HTTP API: Confluent's own, Karapace, or Apicurio; see docs/how-to/schema-registry.md. */
    interface SchemaRegistry {
        /** Where it answers, up to where {@code /subjects} begins; without it records are Avro single objects. */
        Optional<String> url();

        /** Register our schemas where the registry lacks them; with false they are only looked up. */
        @WithDefault("true")
        boolean autoRegister();

        /** For a registry that asks for a login. */
        Optional<String> username();

        /** For that user name. */
        Optional<String> password();

        /** Sent as {@code Authorization: Bearer TOKEN}, instead of user name and password. */
        Optional<String> token();

        /** PEM file with an authority to believe beside those that Java believes, for a registry with a certificate of your own. */
        Optional<String> certificate();
    }

    /** How units are leased and retried. */
    interface Units {
        /** Silence of its worker after which a unit is given to another. */
        @WithDefault("PT20S")
        Duration lease();

        /** Most attempts per unit that fail, 1 or more; then the job fails with {@code EXHAUSTED}. */
        @WithDefault("5")
        int attempts();

        /** Pause after a unit's first failure; it doubles with each further one, and is spread. */
        @WithDefault("PT1S")
        Duration backoff();

        /** Longest pause between two attempts. */
        @WithDefault("PT1M")
        Duration longestBackoff();

        /** Time after which a unit that nobody took is queued once more: Kafka drops a record that was handed out too often in vain. */
        @WithDefault("PT10M")
        Duration queueLimit();
    }

    /** The pages and the API over HTTP. */
    interface Web {
        /**
         * What a caller must send as {@code Authorization: Bearer TOKEN}. Needed where {@code quarkus.http.host} is not a loopback address;
         * health and metrics never ask for it.
         */
        Optional<String> token();
    }

    /** The lines that a process logs. */
    interface Logs {
        /** Whether each line of the log is a JSON object; its keys are in docs/reference/logs.md. */
        @WithDefault("false")
        boolean json();
    }

    /** Traces from a job's submission to its terminal event. Without an endpoint there are none, and they cost nothing. */
    interface Tracing {
        /** Where an OpenTelemetry collector takes OTLP over HTTP, such as {@code http://collector:4318}; OTEL_EXPORTER_OTLP_ENDPOINT where that is set. */
        @WithDefault("${otel.exporter.otlp.endpoint:}")
        Optional<String> endpoint();

        /** Headers for the collector, such as one with a token. */
        Map<String, String> headers();

        /** Part of the traces that is kept, of those that begin here; a submission that is part of a trace decides for itself. */
        @WithDefault("1.0")
        double share();
    }

    /** A tracking server that is told how trainings go. They do not wait for it. */
    interface Mlflow {
        /** Where MLflow answers, such as {@code http://mlflow:5000}; without it nothing is sent. */
        Optional<String> url();

        /** Sent as {@code Authorization: Bearer TOKEN}. */
        Optional<String> token();

        /** Experiment that the runs belong to. */
        @WithDefault("straightway")
        String experiment();
    }

    /** How long ended jobs are kept. */
    interface Retention {
        /** Time after its end for which a job is answered for in full, and its objects under {@code jobs/} are kept. */
        @WithDefault("P30D")
        Duration jobs();

        /** Time after that for which its id is known as one that was used. */
        @WithDefault("P365D")
        Duration ids();
    }

    /** How units are computed. */
    interface Worker {
        /** Pool whose units this worker takes; one of {@code straightway.pools}. */
        @WithDefault("default")
        String pool();

        /** Time between two heartbeats; must be well below the lease. */
        @WithDefault("PT1S")
        Duration heartbeat();

        /**
         * Time without a unit after which the process drains and exits with 0, for a worker that something else starts when there is work;
         * without it the worker waits for good. Only where {@code straightway.roles} is {@code worker} alone.
         */
        Optional<Duration> exitWhenIdle();

        /** CPU threads of the engine; 0 takes every core. */
        @WithDefault("0")
        int threads();

        /** Devices of one training: the one that takes its unit, or all of this worker's. */
        @WithDefault("one")
        Trainers training();

        enum Trainers {
            ONE,
            ALL
        }

        /** Images of the grids that a training draws at checkpoints, 0 to 256; 0 for no grids. */
        @WithDefault("16")
        int previewImages();

        /** Share of a training's evaluations, and of its time, that these grids may take, 0 to 1; checkpoints that come too soon have none. */
        @WithDefault("0.02")
        double previewShare();
    }

    /** A feature network in a file of the user. */
    interface Extractor {
        /** Path of the file. */
        String file();

        /** SHA-256 of the file, 64 hexadecimal digits; any other file is refused. */
        String sha256();

        /** What the file is. */
        Kind kind();

        /** Whether a TorchScript module, which may run any operation of libtorch, runs although it is not the canonical Inception. */
        @WithDefault("false")
        boolean trusted();

        /** Features per image; needed for {@code torchscript}, known for the others. */
        OptionalInt dimensions();

        /** How {@code inception-weights} resizes. */
        @WithDefault("tf1")
        Resize resize();

        enum Kind {
            INCEPTION_TORCHSCRIPT,
            INCEPTION_WEIGHTS,
            TORCHSCRIPT,
            SAFETENSORS
        }

        enum Resize {
            TF1,
            HALF_PIXEL
        }
    }
}
