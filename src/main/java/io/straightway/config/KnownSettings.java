package io.straightway.config;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertyNamesMatcher;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every setting that there is, by its name as a property such as {@code straightway.units.lease}. {@code *} in a name stands for what the
 * user names, {@code [*]} for an index.
 */
final class KnownSettings {
    private static final ConfigClass ROOT = ConfigClass.configClass(StraightwayConfig.class);
    private static final Map<String, Property> PROPERTIES = new TreeMap<>(ConfigMappings.getProperties(ROOT));
    private static final PropertyNamesMatcher MATCHER = ConfigMappings.propertyNamesMatcher(List.of(ROOT));
    private static final List<String> NAMES = PROPERTIES.keySet().stream().filter(name -> !name.contains("[*]")).toList();
    private static final Pattern ENVIRONMENT = Pattern.compile(PROPERTIES.keySet().stream().map(KnownSettings::environmentPattern).collect(Collectors.joining("|")));

    private KnownSettings() {}

    /** Sorted by name; those of indexes left out. */
    static Map<String, Property> all() {
        Map<String, Property> all = new TreeMap<>(PROPERTIES);
        all.keySet().retainAll(NAMES);
        return all;
    }

    static boolean has(String property) {
        return MATCHER.matches(property);
    }

    static boolean hasEnvironment(String variable) {
        return ENVIRONMENT.matcher(variable).matches();
    }

    /** The variable that sets a property. */
    static String environment(String property) {
        return property.replaceAll("[^a-zA-Z0-9*]", "_").toUpperCase(Locale.ROOT);
    }

    private static String environmentPattern(String property) {
        return Pattern.quote(environment(property.replace("[*]", "_0_"))).replace("*", "\\E.+\\Q").replace("_0_", "_\\E\\d+\\Q_");
    }

    /** The name that was most likely meant, if one is near. */
    static Optional<String> nearest(String property) {
        return nearest(property, NAMES.stream().map(name -> likened(name, property)).toList());
    }

    static Optional<String> nearestEnvironment(String variable) {
        return nearest(variable, NAMES.stream().map(KnownSettings::environment).toList());
    }

    private static Optional<String> nearest(String name, List<String> candidates) {
        int far = Math.max(2, name.length() / 4);
        return candidates.stream().filter(candidate -> distance(name, candidate) <= far).min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /** With what the user named in place of {@code *}. */
    private static String likened(String name, String property) {
        String[] parts = name.split("\\.");
        String[] given = property.split("\\.");
        for (int i = 0; i < parts.length && parts.length == given.length; i++) {
            parts[i] = parts[i].equals("*") ? given[i] : parts[i];
        }
        return String.join(".", parts);
    }

    /** Levenshtein's: the fewest letters to insert, remove or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
