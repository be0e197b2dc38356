package io.straightway.docs;

import io.smallrye.config.ConfigMapping;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.Topic;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys that the configuration has, by its own interfaces. A name that the user chooses is a {@code *}. */
final class Settings {
    private final List<String> keys = new ArrayList<>();

    Settings() {
        add(StraightwayConfig.class, StraightwayConfig.class.getAnnotation(ConfigMapping.class).prefix());
    }

    private void add(Class<?> mapping, String prefix) {
        for (Method method : mapping.getDeclaredMethods()) {
            String key = prefix + "." + method.getName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
            if (method.getReturnType() == Map.class) {
                Type value = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[1];
                nested((Class<?>) value, key + ".*");
            } else {
                nested(method.getReturnType(), key);
            }
        }
    }

    private void nested(Class<?> type, String key) {
        if (type.getEnclosingClass() == StraightwayConfig.class && type.isInterface()) {
            add(type, key);
        } else {
            keys.add(key);
        }
    }

    /** @param key as in a file, or the beginning of some, such as {@code straightway.retention.*} */
    boolean hasKey(String key) {
        String plain = key.replaceAll("\\.[*…]$", "");
        return topic(key) || keys.stream().anyMatch(known -> plain.matches(pattern(known, ".+")) || beginning(known, plain));
    }

    private static boolean beginning(String known, String key) {
        return Stream.iterate(known, part -> part.contains("."), part -> part.substring(0, part.lastIndexOf('.'))).skip(1)
                .anyMatch(part -> key.matches(pattern(part, "[^.]+")));
    }

    /** Names of topics look like keys. */
    private static boolean topic(String name) {
        // A registry keeps the schema of a topic's values under this name.
        String topic = name.replaceFirst("-value$", "");
        return Stream.of(Topic.values()).anyMatch(known -> known.topic().equals(topic)) || name.startsWith(Topic.UNITS.topic() + ".")
                || name.equals("straightway.*");
    }

    /** @param name as in the environment, or the beginning of some before a name that the user chooses */
    boolean hasVariable(String name) {
        return keys.stream().map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_")).anyMatch(known -> name.matches(pattern(known, "\\w+")) || name.endsWith("_") && known.startsWith(name + "*"));
    }

    private static String pattern(String known, String chosen) {
        return Stream.of(known.split("\\*", -1)).map(Pattern::quote).reduce((a, b) -> a + chosen + b).orElseThrow();
    }
}
