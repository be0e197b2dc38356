package io.straightway.node;

import io.straightway.config.StraightwayConfig;
import io.straightway.engine.DeviceChoice;
import io.straightway.engine.Devices;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.RetryPolicy;
import io.straightway.store.StoreAccess;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configuration in the words of the rooms below. */
public final class Settings {
    private Settings() {}

    /** For every Kafka client of this process. */
    public static Map<String, Object> kafka(StraightwayConfig config) {
        Map<String, Object> clients = new HashMap<>(config.kafka().properties());
        clients.put("bootstrap.servers", config.kafka().bootstrapServers());
        return clients;
    }

    /** @throws IllegalArgumentException if a registry is configured, for which this version has no client */
    public static Wire wire(StraightwayConfig config) {
        config.schemaRegistry().url().ifPresent(url -> {
            throw new IllegalArgumentException("straightway.schema-registry.url is " + url
                    + ", allowed: nothing yet, this version has no registry client; records in Confluent's format can be read only with one");
        });
        return new Wire(switch (config.events().format()) {
            case AVRO -> new WireFormat.SingleObject();
            case JSON -> new WireFormat.Json();
        });
    }

    /** Decides which libtorch is loaded: before anything of the engine is used. */
    public static Devices devices(StraightwayConfig config) {
        return Devices.find(DeviceChoice.parse(config.device()), config.libtorch().map(Path::of));
    }

    public static StoreAccess store(StraightwayConfig config) {
        StraightwayConfig.Store store = config.store();
        return new StoreAccess(URI.create(store.endpoint()), store.bucket(), store.accessKey(), store.secretKey(), store.region());
    }

    public static RetryPolicy retries(StraightwayConfig config) {
        StraightwayConfig.Units units = config.units();
        return new RetryPolicy(units.lease(), units.attempts(), units.backoff(), units.longestBackoff(), units.queueLimit());
    }
}
