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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that is shipped with the application may be: by the bill of materials that CycloneDX writes in the build with {@code -Dchecks}. */
@Tag("checks")
class LicencesIT {
    private static final Path BILL = Path.of("target/bom.json");
    private static final Path TABLE = Path.of("target/licences.md");

    /** What may be shipped beside code under Apache-2.0: identifiers of SPDX, or the names that CycloneDX leaves where it knows none. */
    private static final Set<String> ALLOWED = Set.of("Apache-2.0", "MIT", "MIT-0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "CC0-1.0", "Unlicense",
            "EPL-1.0", "EPL-2.0", "MPL-2.0", "CDDL-1.0", "CDDL-1.1", "LGPL-2.1-only", "LGPL-2.1-or-later", "GPL-2.0-with-classpath-exception",
            "Bouncy Castle Licence", "Go License", "Public Domain");

    @Test
    void everyDependencyThatIsShippedHasALicenceThatAllowsIt() throws IOException {
        // Given
        assertThat(BILL).as("the bill of materials: mvn verify -Dchecks makes it").exists();
        Map<String, List<String>> licences = licences(new ObjectMapper().readTree(BILL.toFile()));

        // When
        Files.writeString(TABLE, table(licences));

        // Then
        assertThat(licences.keySet()).as("all of the bill").hasSizeGreaterThan(100).anyMatch(name -> name.startsWith("org.apache.kafka:kafka-clients:"));
        assertThat(offenders(licences)).as("shipped, and under no licence that is allowed (ALLOWED in this class)").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"{'license':{'id':'AGPL-3.0-only'}}, true", "{'license':{'name':'Our own terms'}}, true", "{'expression':'MIT AND SSPL-1.0'}, true", ", true",
        "{'expression':'(MIT OR SSPL-1.0)'}, false", "{'license':{'id':'SSPL-1.0'}};{'license':{'id':'MIT'}}, false", "{'license':{'id':'MIT'}}, false"})
    void whatIsUnderNoAllowedLicenceIsNamed(String written, boolean refused) throws IOException {
        String all = written == null ? "" : written.replace('\'', '"').replace(';', ',');
        JsonNode bill = new ObjectMapper().readTree("{\"components\":[{\"group\":\"g\",\"name\":\"n\",\"version\":\"1\",\"licenses\":[" + all + "]}]}");

        assertThat(offenders(licences(bill))).hasSize(refused ? 1 : 0).allMatch(offender -> offender.startsWith("g:n:1"));
    }

    private static Map<String, List<String>> licences(JsonNode bill) {
        Map<String, List<String>> licences = new TreeMap<>();
        bill.path("components").forEach(component -> licences.put(
                component.path("group").asText() + ":" + component.path("name").asText() + ":" + component.path("version").asText(), names(component)));
        return licences;
    }

    /** Any of these may be chosen. An expression of alternatives is taken apart; of one that binds to several licences all have to be allowed. */
    private static List<String> names(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .flatMap(each -> each.has("expression") ? Arrays.stream(each.path("expression").asText().replaceAll("[()]", "").split(" OR "))
                        : Stream.of(each.path("license").path(each.path("license").has("id") ? "id" : "name").asText()))
                .map(String::strip).toList();
    }

    private static List<String> offenders(Map<String, List<String>> licences) {
        return licences.entrySet().stream().filter(entry -> entry.getValue().stream().noneMatch(LicencesIT::allowed))
                .map(entry -> entry.getKey() + " under " + entry.getValue()).toList();
    }

    private static boolean allowed(String licence) {
        return Arrays.stream(licence.split(" AND ")).map(String::strip).allMatch(ALLOWED::contains);
    }

    private static String table(Map<String, List<String>> licences) {
        return licences.entrySet().stream().map(entry -> "| " + entry.getKey() + " | " + String.join(" or ", entry.getValue()) + " |\n")
                .collect(Collectors.joining("", "| what is shipped | licence |\n|---|---|\n", ""));
    }
}
