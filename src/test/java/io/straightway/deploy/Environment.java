package io.straightway.deploy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.straightway.config.StraightwayConfig;
import io.straightway.config.UnknownSettings;
import io.straightway.node.Settings;
import java.util.Map;

/** A process's environment, read as the process does at its start. */
final class Environment {
    private Environment() {}

    /** @throws RuntimeException if the process would refuse to start with it */
    static StraightwayConfig understood(Map<String, String> variables) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new EnvConfigSource(variables, 300)).withMapping(StraightwayConfig.class).build();
        UnknownSettings.refuse(config);
        StraightwayConfig settings = config.getConfigMapping(StraightwayConfig.class);
        Settings.kafka(settings);
        Settings.store(settings);
        Settings.rules(settings);
        Settings.exitWhenIdle(settings);
        return settings;
    }
}
