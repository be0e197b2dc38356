package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.straightway.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a command prints what it found: for people, or the same in full for machines. */
final class Output {
    enum Format {
        TABLE,
        JSON,
        YAML
    }

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", description = "table, json or yaml; default ${DEFAULT-VALUE}", defaultValue = "table")
    private Format format = Format.TABLE;

    @Option(names = "--json", description = "the same as -o json")
    private boolean json;

    Format format() {
        return json ? Format.JSON : format;
    }

    boolean table() {
        return format() == Format.TABLE;
    }

    void print(Collection<? extends JsonNode> items, Supplier<String> table) {
        print(JsonNodeFactory.instance.arrayNode().addAll(items), table);
    }

    void print(JsonNode tree, Supplier<String> table) {
        System.out.println(text(format(), tree, table));
    }

    /** @param line of JSON */
    void print(String line, Supplier<String> table) {
        if (format() == Format.JSON) {
            System.out.println(line);
        } else {
            print(tree(line.getBytes(StandardCharsets.UTF_8)), table);
        }
    }

    static String text(Format format, JsonNode tree, Supplier<String> table) {
        return switch (format) {
            case TABLE -> table.get();
            case JSON -> Json.pretty(tree);
            case YAML -> YamlText.of(tree).stripTrailing();
        };
    }

    static JsonNode tree(byte[] json) {
        return Json.read(json, JsonNode.class);
    }
}
