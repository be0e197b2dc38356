package io.straightway.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The same configuration for commands that run without Quarkus: environment and system properties. */
public final class ConfigLoader {
    /** Above everything else, environment included. */
    private static final int HIGHEST = 1_000;

    /** Below everything else but the defaults. */
    private static final int LOWEST = 10;

    private ConfigLoader() {}

    public static StraightwayConfig load() {
        return load(Map.of());
    }

    /**
     * @param overrides keys with {@code straightway.}, stronger than every other source
     * @throws IllegalArgumentException if something is set that is no setting
     */
    public static StraightwayConfig load(Map<String, String> overrides) {
        return load(overrides, Map.of());
    }

    /**
     * @param overrides keys with {@code straightway.}, stronger than every other source
     * @param fallbacks likewise, weaker than every other source but the defaults
     */
    public static StraightwayConfig load(Map<String, String> overrides, Map<String, String> fallbacks) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(overrides, "overrides", HIGHEST), new PropertiesConfigSource(fallbacks, "fallbacks", LOWEST))
                .withMapping(StraightwayConfig.class)
                // Done below, with a hint.
                .withDefaultValue(SmallRyeConfig.SMALLRYE_CONFIG_MAPPING_VALIDATE_UNKNOWN, "false")
                .build();
        UnknownSettings.refuse(config);
        return config.getConfigMapping(StraightwayConfig.class);
    }
}
