package io.straightway.node;

import io.straightway.config.StraightwayConfig;
import io.straightway.coordinator.Rules;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.Retention;
import io.straightway.job.RetryPolicy;
import io.straightway.store.StoreAccess;
import java.net.URI;
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

    public static StoreAccess store(StraightwayConfig config) {
        StraightwayConfig.Store store = config.store();
        return new StoreAccess(URI.create(store.endpoint()), store.bucket(), store.accessKey(), store.secretKey(), store.region());
    }

    /** @throws IllegalArgumentException if the worker's pool is not among the pools */
    public static Rules rules(StraightwayConfig config) {
        if (!config.pools().contains(config.worker().pool())) {
            throw new IllegalArgumentException("straightway.worker.pool is " + config.worker().pool() + ", allowed: one of straightway.pools, "
                    + config.pools());
        }
        return new Rules(retries(config), new Retention(config.retention().jobs(), config.retention().ids()), config.pools());
    }

    private static RetryPolicy retries(StraightwayConfig config) {
        StraightwayConfig.Units units = config.units();
        return new RetryPolicy(units.lease(), units.attempts(), units.backoff(), units.longestBackoff(), units.queueLimit());
    }
}
