package io.straightway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Named sets of connection settings.
 *
 * @param current the one that is used where none is named
 * @param all settings by name of the context, each without {@code straightway.} before its key
 */
record Contexts(Optional<String> current, Map<String, Map<String, String>> all) {
    static final Contexts NONE = new Contexts(Optional.empty(), Map.of());

    /** Of keys whose values are shown to nobody. */
    private static final Pattern SECRET = Pattern.compile("(?i).*(secret|passw|token|credential|jaas|api.?key|auth.user).*");
    private static final String KAFKA_PROPERTIES = "kafka.properties.";
    static final String MASK = "****";

    /** With settings added to a context, which need not exist. */
    Contexts with(String name, Map<String, String> added) {
        Map<String, Map<String, String>> changed = new TreeMap<>(all);
        Map<String, String> settings = new TreeMap<>(all.getOrDefault(name, Map.of()));
        settings.putAll(added);
        changed.put(name, settings);
        return new Contexts(current.or(() -> Optional.of(name)), changed);
    }

    Contexts without(String name) {
        require(name);
        Map<String, Map<String, String>> changed = new TreeMap<>(all);
        changed.remove(name);
        return new Contexts(current.filter(other -> !other.equals(name)), changed);
    }

    Contexts using(String name) {
        require(name);
        return new Contexts(Optional.of(name), all);
    }

    private void require(String name) {
        if (!all.containsKey(name)) {
            throw new IllegalArgumentException("context is " + name + ", allowed: " + (all.isEmpty() ? "none yet, straightway config set-context NAME makes one"
                    : String.join(", ", all.keySet())));
        }
    }

    /** @throws IllegalArgumentException if there is no such context */
    Map<String, String> settings(Optional<String> wanted, Path file) {
        Optional<String> name = wanted.or(() -> current);
        name.ifPresent(this::require);
        Map<String, String> keys = new HashMap<>();
        name.map(all::get).ifPresent(settings -> settings.forEach((key, value) -> keys.put(ContextFile.PREFIX + quoted(key), value)));
        return keys;
    }

    /** A name with dots in it is one name. */
    private static String quoted(String key) {
        return key.startsWith(KAFKA_PROPERTIES) ? KAFKA_PROPERTIES + '"' + key.substring(KAFKA_PROPERTIES.length()) + '"' : key;
    }

    Contexts masked() {
        Map<String, Map<String, String>> shown = new TreeMap<>();
        all.forEach((name, settings) -> {
            Map<String, String> masked = new TreeMap<>();
            settings.forEach((key, value) -> masked.put(key, SECRET.matcher(key).matches() ? MASK : value));
            shown.put(name, masked);
        });
        return new Contexts(current, shown);
    }

    /** As it is written. */
    ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        all.forEach((name, settings) -> {
            ObjectNode context = tree.putObject(name);
            settings.forEach((key, value) -> {
                String[] path = key.startsWith(KAFKA_PROPERTIES) ? new String[] {"kafka", "properties", key.substring(KAFKA_PROPERTIES.length())} : key.split("\\.");
                ObjectNode at = context;
                for (int i = 0; i < path.length - 1; i++) {
                    at = at.withObjectProperty(path[i]);
                }
                at.put(path[path.length - 1], value);
            });
        });
        return tree;
    }
}
