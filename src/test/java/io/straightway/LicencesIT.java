package io.straightway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything that is shipped with the application may be: by the bill of materials that CycloneDX writes in the build with {@code -Dchecks}. */
@Tag("checks")
class LicencesIT {
    private static final Path BILL = Path.of("target/bom.json");
    private static final Path TABLE = Path.of("target/licences.md");

    /** What may be shipped beside code under Apache-2.0: identifiers of SPDX, or the names that CycloneDX leaves where it knows none. */
    private static final Set<String> ALLOWED = Set.of("Apache-2.0", "MIT", "MIT-0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "CC0-1.0", "Unlicense",
            "EPL-1.0", "EPL-2.0", "MPL-2.0", "CDDL-1.0", "CDDL-1.1", "LGPL-2.1-only", "LGPL-2.1-or-later", "GPL-2.0-with-classpath-exception", "Bouncy Castle Licence", "Go License", "Public Domain");

    @Test
    void everyDependencyThatIsShippedHasALicenceThatAllowsIt() throws IOException {
        // Given
        assertThat(BILL).as("the bill of materials: mvn verify -Dchecks makes it").exists();
        Map<String, List<String>> licences = new TreeMap<>();
        for (JsonNode component : new ObjectMapper().readTree(BILL.toFile()).path("components")) {
            licences.put(component.path("group").asText() + ":" + component.path("name").asText() + ":" + component.path("version").asText(), names(component));
        }

        // When
        Files.writeString(TABLE, table(licences));

        // Then
        assertThat(licences.keySet()).as("all of the bill").hasSizeGreaterThan(100).anyMatch(name -> name.startsWith("org.apache.kafka:kafka-clients:"));
        assertThat(licences.entrySet().stream().filter(entry -> entry.getValue().stream().noneMatch(LicencesIT::allowed)).toList())
                .as("shipped, and under no licence that is allowed (ALLOWED in this class)").isEmpty();
    }

    /** Any of these may be chosen. An expression of alternatives is taken apart; of one that binds to several licences all have to be allowed. */
    private static List<String> names(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .flatMap(each -> each.has("expression") ? Arrays.stream(each.path("expression").asText().replaceAll("[()]", "").split(" OR "))
                        : Stream.of(each.path("license").path(each.path("license").has("id") ? "id" : "name").asText()))
                .map(String::strip).toList();
    }

    private static boolean allowed(String licence) {
        return Arrays.stream(licence.split(" AND ")).map(String::strip).allMatch(ALLOWED::contains);
    }

    private static String table(Map<String, List<String>> licences) {
        return licences.entrySet().stream().map(entry -> "| " + entry.getKey() + " | " + String.join(" or ", entry.getValue()) + " |\n")
                .collect(Collectors.joining("", "| what is shipped | licence |\n|---|---|\n", ""));
    }
}
