package io.straightway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever searches the logs finds a thing under one key: that of the table in the reference. */
class LogKeysTest {
    private static final Pattern CALL = Pattern.compile("LOG\\.(?:trace|debug|info|warn|error)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern VALUE = Pattern.compile("(\\w+=)?(?:\\\\\")?\\{}");
    private static final Pattern FIELD = Pattern.compile("MDC\\.\\w+\\(\"(\\w+)\"");

    @Test
    void everyValueInALogLineHasAKeyOfTheTable() throws IOException {
        // Given
        List<String> table = Files.readAllLines(Path.of("docs/reference/logs.md")).stream()
                .filter(line -> line.startsWith("| `")).map(line -> line.replaceFirst("\\| `(\\w+)`.*", "$1")).toList();
        List<String> sources = sources();

        // When
        List<String> lines = sources.stream().flatMap(source -> CALL.matcher(source).results()).map(call -> call.group(1)).toList();
        Set<String> used = sources.stream().flatMap(source -> FIELD.matcher(source).results()).map(field -> field.group(1)).collect(Collectors.toCollection(TreeSet::new));
        List<String> withoutKey = new ArrayList<>();
        for (String line : lines) {
            VALUE.matcher(line).results().forEach(value -> {
                if (value.group(1) == null) {
                    withoutKey.add(line);
                } else {
                    used.add(value.group(1).replace("=", ""));
                }
            });
        }

        // Then
        assertThat(lines).hasSizeGreaterThan(20);
        assertThat(withoutKey).isEmpty();
        assertThat(table).doesNotHaveDuplicates().containsAll(used);
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }
}
