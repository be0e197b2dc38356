package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The file with the command line's contexts: YAML, for its owner's eyes only.
 *
 * @param path need not exist
 */
record ContextFile(Path path) {
    static final String PREFIX = "straightway.";
    private static final String CURRENT = "current-context";
    private static final String CONTEXTS = "contexts";
    private static final String ALLOWED = "kafka.bootstrap-servers, kafka.properties.NAME, store.NAME, schema-registry.NAME, events.format";

    /** {@code $STRAIGHTWAY_CONFIG}, else {@code ~/.straightway/config} if that is there, else below {@code $XDG_CONFIG_HOME}, else the former. */
    static ContextFile usual() {
        return usual(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static ContextFile usual(Map<String, String> environment, Path home) {
        Path own = home.resolve(".straightway").resolve("config");
        Optional<Path> named = Optional.ofNullable(environment.get("STRAIGHTWAY_CONFIG")).filter(name -> !name.isBlank()).map(Path::of);
        Optional<Path> base = Optional.ofNullable(environment.get("XDG_CONFIG_HOME")).filter(name -> !name.isBlank() && !Files.exists(own)).map(Path::of);
        return new ContextFile(named.or(() -> base.map(folder -> folder.resolve("straightway").resolve("config"))).orElse(own));
    }

    /** What is written there; nothing if there is no file. */
    Contexts read() {
        try {
            List<YamlDocuments.Document> documents = YamlDocuments.read(path.toString(), Files.readString(path));
            return documents.stream().map(YamlDocuments.Document::tree).flatMap(Optional::stream).findFirst().map(this::contexts).orElse(Contexts.NONE);
        } catch (NoSuchFileException e) {
            return Contexts.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Contexts contexts(JsonNode tree) {
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            if (!List.of(CURRENT, CONTEXTS).contains(member.getKey())) {
                throw new IllegalArgumentException(path + ": " + member.getKey() + " is an unknown field, allowed: " + CURRENT + ", " + CONTEXTS);
            }
        }
        Map<String, Map<String, String>> all = new TreeMap<>();
        tree.path(CONTEXTS).properties().forEach(context -> {
            Map<String, String> settings = new TreeMap<>();
            flatten(context.getValue(), "", settings);
            settings.keySet().forEach(key -> requireKnown(key, path + ": contexts." + context.getKey() + "."));
            all.put(context.getKey(), settings);
        });
        return new Contexts(Optional.ofNullable(tree.get(CURRENT)).map(JsonNode::asText).filter(name -> !name.isEmpty()), all);
    }

    /** Names of Kafka's properties have dots in them, so that level is not one of ours. */
    private static void flatten(JsonNode node, String path, Map<String, String> settings) {
        if (node.isValueNode()) {
            settings.put(path, node.asText());
        } else {
            node.properties().forEach(member -> flatten(member.getValue(), path.isEmpty() ? member.getKey() : path + "." + member.getKey(), settings));
        }
    }

    /** @throws IllegalArgumentException if it is no setting of a connection */
    static void requireKnown(String key, String place) {
        boolean known = key.equals("kafka.bootstrap-servers") || key.equals("events.format")
                || Stream.of("kafka.properties.", "store.", "schema-registry.").anyMatch(prefix -> key.startsWith(prefix) && key.length() > prefix.length());
        if (!known) {
            throw new IllegalArgumentException(place + key + " is unknown, allowed: " + ALLOWED);
        }
    }

    /**
     * Settings of a context as keys of the configuration.
     *
     * @param context the one to take; the environment's {@code STRAIGHTWAY_CONTEXT}, else the current one, else none if empty
     */
    Map<String, String> settings(Optional<String> context) {
        Optional<String> wanted = context.or(() -> Optional.ofNullable(System.getenv("STRAIGHTWAY_CONTEXT")).filter(name -> !name.isBlank()));
        return read().settings(wanted, path);
    }

    /** Replaces the file, readable by its owner only: it may hold passwords. */
    void write(Contexts contexts) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        contexts.current().ifPresent(name -> tree.put(CURRENT, name));
        tree.set(CONTEXTS, contexts.tree());
        try {
            Path absolute = path.toAbsolutePath();
            Files.createDirectories(absolute.getParent());
            Path fresh = Files.createTempFile(absolute.getParent(), ".config", ".new", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, YamlText.of(tree));
            Files.move(fresh, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
