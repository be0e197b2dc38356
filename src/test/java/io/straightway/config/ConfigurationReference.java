package io.straightway.config;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/reference/configuration.md, from the mapping and its Javadoc. */
final class ConfigurationReference {
    private static final Path SOURCE = Path.of("src/main/java/io/straightway/config/StraightwayConfig.java");

    private static final String INTRODUCTION = """
            # Configuration

            Made from `StraightwayConfig` by `scripts/docs`; change its Javadoc, not this page.

            A setting is given as an environment variable, as a system property (`-Dstraightway.units.lease=PT1M` in `STRAIGHTWAY_JAVA_OPTS`), or, for
            `serve` and `demo`, in `config/application.properties` of the working folder; the system property is strongest, the file weakest. Without any,
            everything runs in one process on this machine. Where a name has `*`, put a name of your own. Times are as in ISO 8601: `PT0.5S`, `PT20S`,
            `PT5M`, `PT2H`, `P30D`.

            What begins like a setting and is none is refused at the start, with the name that was likely meant.

            Addresses of the pages, logs and TLS are settings of Quarkus: `quarkus.http.host` (`QUARKUS_HTTP_HOST`, default `127.0.0.1`), `quarkus.http.port`
            (`QUARKUS_HTTP_PORT`, default `18080`), and [all others](https://quarkus.io/guides/all-config).
            """;

    private final SettingDocs docs = SettingDocs.of(SOURCE);

    /** Settings without a sentence. */
    List<String> silent() {
        return KnownSettings.all().entrySet().stream().filter(setting -> doc(setting.getValue()).isEmpty()).map(Map.Entry::getKey).toList();
    }

    String markdown() {
        Map<Class<?>, List<Map.Entry<String, Property>>> groups = KnownSettings.all().entrySet().stream()
                .collect(Collectors.groupingBy(setting -> setting.getValue().getMethod().getDeclaringClass(), LinkedHashMap::new, Collectors.toList()));
        return INTRODUCTION + Stream.concat(
                groups.entrySet().stream().filter(group -> group.getKey() == StraightwayConfig.class),
                groups.entrySet().stream().filter(group -> group.getKey() != StraightwayConfig.class))
                .map(group -> section(group.getKey(), group.getValue())).collect(Collectors.joining());
    }

    private String section(Class<?> type, List<Map.Entry<String, Property>> settings) {
        boolean root = type == StraightwayConfig.class;
        String first = settings.getFirst().getKey();
        String title = root ? "The process" : "`" + first.substring(0, first.lastIndexOf('.')).replaceAll("\\.properties$", "") + "`";
        return "\n## " + title + "\n\n"
                + (root ? "" : docs.ofType(type).map(text -> text + "\n\n").orElse(""))
                + "| setting, environment | value | default | meaning |\n|---|---|---|---|\n"
                + settings.stream().map(this::row).collect(Collectors.joining());
    }

    private String row(Map.Entry<String, Property> setting) {
        String name = setting.getKey();
        Property property = setting.getValue();
        boolean optional = property.isOptional() || property.getMethod().getReturnType() == Optional.class || property.getMethod().getReturnType() == OptionalInt.class;
        String ifUnset = defaultOf(property.getMethod()).map(value -> "`" + value + "`").orElse(optional || property.isMap() || name.endsWith(".*") ? "none" : "must be set");
        return "| `" + name + "`<br>`" + KnownSettings.environment(name) + "` | " + value(property.getMethod().getGenericReturnType()) + " | " + ifUnset + " | "
                + doc(property).orElse("").replace("|", "\\|") + " |\n";
    }

    private Optional<String> doc(Property property) {
        return docs.ofMethod(property.getMethod().getDeclaringClass(), property.getMethod().getName());
    }

    private static Optional<String> defaultOf(Method method) {
        return Optional.ofNullable(method.getAnnotation(WithDefault.class)).map(WithDefault::value).filter(value -> !value.isEmpty());
    }

    private static String value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            String last = value(arguments[arguments.length - 1]);
            return Collection.class.isAssignableFrom((Class<?>) generic.getRawType()) ? "list with commas: " + last : last;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants()).map(value -> "`" + value.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`").collect(Collectors.joining(", "));
        }
        if (plain == boolean.class) {
            return "`true`, `false`";
        }
        if (plain == Duration.class) {
            return "time";
        }
        if (plain == double.class) {
            return "number";
        }
        return plain.isPrimitive() || plain == OptionalInt.class ? "whole number" : "text";
    }
}
