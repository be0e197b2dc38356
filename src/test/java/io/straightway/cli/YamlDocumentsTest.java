package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDocumentsTest {
    private static JsonNode tree(String yaml) {
        return YamlDocuments.read("f", yaml).getFirst().tree().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0-63                 | "0-63"
            PT8H                 | "PT8H"
            2026-12-31T18:00:00Z | "2026-12-31T18:00:00Z"
            12:30                | "12:30"
            no                   | "no"
            '007'                | "007"
            "8"                  | "8"
            8                    | 8
            -1                   | -1
            1e-3                 | 0.001
            0.5                  | 0.5
            true                 | true
            9007199254740993     | 9007199254740993
            null                 | null
            """, quoteCharacter = '`')
    void scalarsAreWhatJsonWouldSay(String yaml, String json) {
        assertThat(tree("a: " + yaml).get("a")).hasToString(json);
    }

    @Test
    void documentsAndLinesAreTold() {
        var documents = YamlDocuments.read("f", """
                # first
                id: a
                stages:
                  - kind: teacher   # one
                    images: 5
                  - {kind: pairs,
                     count: 7}
                ---
                id: b
                ---
                """);

        assertThat(documents).hasSize(3);
        assertThat(documents.get(0).lines()).containsEntry("stages[0].images", 5).containsEntry("stages[1].count", 7).containsEntry("id", 2);
        assertThat(documents.get(1).tree().orElseThrow()).hasToString("{\"id\":\"b\"}");
        assertThat(documents.get(2).tree()).isEmpty();
    }

    @Test
    void anAliasRepeatsWhatItNames() {
        assertThat(tree("a: &x {nfe: 9}\nb: *x")).hasToString("{\"a\":{\"nfe\":9},\"b\":{\"nfe\":9}}");
    }

    @Test
    void anAliasBombIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i)).append(("*a" + (i - 1) + ", ").repeat(8)).append("x]\n");
        }

        refused(bomb.toString(), "f:");
        refused("a: &a [*a]", "an alias of what it lies in");
    }

    @Test
    void whatIsTooDeepOrTooLongIsRefused() {
        refused("a: " + "[".repeat(100) + "]".repeat(100), "levels deep");
        refused("[".repeat(200_000), "f");
        refused("a: " + "x".repeat(YamlDocuments.MOST_CHARACTERS), "characters");
        refused("a: [" + "1,".repeat(YamlDocuments.MOST_VALUES + 1) + "1]", "more than 100000 values");
    }

    @Test
    void whatJsonCannotSayIsRefusedWithItsLine() {
        refused("id: a\nid: b", "f:2: the field id is there twice");
        refused("a: 1\nb: .inf", "f:2: .inf, allowed: a finite number");
        refused("a: !!java.net.URL [x]", "f:1:");
        refused("a: !mine x", "f:1: the tag !mine");
        refused("[1, 2]: x", "f:1: a field's name is no text");
        refused("a: [1\nb: 2", "f:2: no YAML");
        refused("a: *nobody", "f:1: no YAML");
        refused("a: \"\u0000\"", "no YAML");
    }

    @Test
    void treesComeBackFromText() {
        JsonNode tree = tree("a: {b: [1, 2.5, null, true, 'no', '12:30', 'x: y', \"two\\nlines\"], c: {}}");

        assertThat(tree(YamlText.of(tree))).isEqualTo(tree);
    }

    private static void refused(String yaml, String message) {
        assertThatThrownBy(() -> YamlDocuments.read("f", yaml)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }
}
