package io.straightway.config;

import io.smallrye.config.SmallRyeConfigBuilder;

/** The same configuration for commands that run without Quarkus: environment, system properties, {@code application.properties}. */
public final class ConfigLoader {
    private ConfigLoader() {}

    public static StraightwayConfig load() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withMapping(StraightwayConfig.class)
                .build()
                .getConfigMapping(StraightwayConfig.class);
    }
}
