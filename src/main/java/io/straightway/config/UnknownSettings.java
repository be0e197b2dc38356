package io.straightway.config;

import io.smallrye.config.EnvConfigSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Refuses what is set under our names but is no setting: a mistyped name would else leave the default in force, and nobody would notice.
 */
public final class UnknownSettings {
    /** Settings that there were, and what to do instead; their names stay here for good. None has been removed yet. */
    private static final Map<String, String> REMOVED = Map.of();

    /** Variables of ours that are no settings: one of the start scripts, two of the command line's contexts. */
    private static final Set<String> NO_SETTINGS = Set.of("STRAIGHTWAY_JAVA_OPTS", "STRAIGHTWAY_CONFIG", "STRAIGHTWAY_CONTEXT");

    /** What Kubernetes puts into each container about a service whose name begins with ours. */
    private static final Pattern SERVICE_LINK = Pattern.compile("STRAIGHTWAY_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final Pattern PROFILE = Pattern.compile("^%[^.]*\\.");

    private final Map<String, String> removed;

    UnknownSettings(Map<String, String> removed) {
        this.removed = removed;
    }

    /** @throws IllegalArgumentException naming each that is unknown, where it is set, and which was likely meant */
    public static void refuse(Config config) {
        new UnknownSettings(REMOVED).refuseIn(config);
    }

    void refuseIn(Config config) {
        // The strongest source of a name comes first, and is the one to tell: weaker ones may be Quarkus' copies of it.
        Map<String, String> found = new TreeMap<>();
        config.getConfigSources().forEach(source -> strays(source).forEach(stray -> found.putIfAbsent(stray.name(), stray.told())));
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", found.values()) + " (all settings: docs/reference/configuration.md)");
        }
    }

    private record Stray(String name, String where, Optional<String> instead, Optional<String> nearest) {
        String told() {
            return name + " in " + where + instead.map(what -> " was removed: " + what)
                    .orElseGet(() -> " is no setting" + nearest.map(meant -> ", did you mean " + meant + "?").orElse(""));
        }
    }

    private Stream<Stray> strays(ConfigSource source) {
        return source instanceof EnvConfigSource environment
                ? environment.getProperties().entrySet().stream()
                        .filter(variable -> variable.getKey().startsWith("STRAIGHTWAY_") && !known(variable.getKey(), variable.getValue()))
                        .map(Map.Entry::getKey)
                        .map(name -> new Stray(name, "the environment", removedVariable(name), KnownSettings.nearestEnvironment(name)))
                : source.getPropertyNames().stream().map(name -> PROFILE.matcher(name).replaceFirst(""))
                        .filter(name -> name.startsWith("straightway.") && !KnownSettings.has(name))
                        .map(name -> new Stray(name, source.getName(), Optional.ofNullable(removed.get(name)), KnownSettings.nearest(name)));
    }

    private static boolean known(String variable, String value) {
        return KnownSettings.hasEnvironment(variable) || NO_SETTINGS.contains(variable) || SERVICE_LINK.matcher(variable).matches()
                || variable.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches();
    }

    private Optional<String> removedVariable(String variable) {
        return removed.entrySet().stream().filter(entry -> KnownSettings.environment(entry.getKey()).equals(variable)).map(Map.Entry::getValue).findFirst();
    }
}
