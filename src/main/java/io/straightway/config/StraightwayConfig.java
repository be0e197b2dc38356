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

    /** What this process does. */
    @WithDefault("coordinator,worker")
    Set<Role> roles();

    /** Folder of the embedded broker's log, the embedded store's objects and the coordinator's state. */
    @WithDefault("data")
    String data();

    /** What computes: {@code auto} (every GPU that can be used, else the CPU), {@code cpu}, or {@code gpu:0,1}. */
    @WithDefault("auto")
    String device();

    /** Folder that src/main/native/build.sh made, for a libtorch of the host. */
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

        @WithDefault("19092")
        int kafkaPort();

        @WithDefault("19000")
        int storePort();
    }

    interface Kafka {
        @WithDefault("127.0.0.1:19092")
        String bootstrapServers();

        /** Partitions of topics that this process creates. */
        @WithDefault("4")
        int partitions();

        /** Replicas of topics that this process creates. */
        @WithDefault("1")
        short replication();

        /** Passed to every Kafka client as it is, such as {@code security.protocol}. */
        Map<String, String> properties();
    }

    interface Store {
        @WithDefault("http://127.0.0.1:19000")
        String endpoint();

        @WithDefault("straightway")
        String accessKey();

        @WithDefault("straightway-secret")
        String secretKey();

        @WithDefault("straightway")
        String bucket();

        @WithDefault("us-east-1")
        String region();

        /** PEM file with an authority to believe beside those that Java believes, for a store with a certificate of your own. */
        Optional<String> certificate();
    }

    interface Events {
        /** How events and status are written. */
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

        Optional<String> password();

        /** Sent as {@code Authorization: Bearer TOKEN}, instead of user name and password. */
        Optional<String> token();

        /** PEM file with an authority to believe beside those that Java believes, for a registry with a certificate of your own. */
        Optional<String> certificate();
    }

    /** How units are leased and retried. */
    interface Units {
        /** Silence after which a unit is given to another worker. */
        @WithDefault("PT20S")
        Duration lease();

        /** Most attempts per unit. */
        @WithDefault("5")
        int attempts();

        @WithDefault("PT1S")
        Duration backoff();

        @WithDefault("PT1M")
        Duration longestBackoff();

        /** Time after which a unit that nobody took is queued once more. */
        @WithDefault("PT1H")
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

    /** How long ended jobs are kept. */
    interface Retention {
        /** Time after its end for which a job is answered for in full, and its objects under {@code jobs/} are kept. */
        @WithDefault("P30D")
        Duration jobs();

        /** Time after that for which its id is known as one that was used. */
        @WithDefault("P365D")
        Duration ids();
    }

    interface Worker {
        /** Pool whose units this worker takes. */
        @WithDefault("default")
        String pool();

        /** Time between two heartbeats; must be well below the lease. */
        @WithDefault("PT1S")
        Duration heartbeat();

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
    }

    /** A feature network in a file of the user. */
    interface Extractor {
        String file();

        /** SHA-256 of the file, 64 hexadecimal digits; any other file is refused. */
        String sha256();

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
