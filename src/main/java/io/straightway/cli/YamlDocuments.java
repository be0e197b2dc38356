package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML 1.2 as trees of JSON, with the line of each field. Only what JSON has: no tags of its own, no repeated keys, and no more values than
 * {@link #MOST_VALUES} once aliases are written out, so that a small file can't become a large tree.
 */
final class YamlDocuments {
    static final int MOST_CHARACTERS = 1 << 20;
    static final int MOST_VALUES = 100_000;
    private static final int MOST_ALIASES = 100;
    private static final int DEEPEST = 64;

    /**
     * One document.
     *
     * @param tree empty for a document without anything in it
     * @param lines of fields by their paths, such as {@code stages[1].images}; the document's own under the empty path
     */
    record Document(Optional<JsonNode> tree, Map<String, Integer> lines) {}

    private final String name;
    private final Map<Node, Boolean> open = new IdentityHashMap<>();
    private Map<String, Integer> lines = new HashMap<>();
    private int values;

    private YamlDocuments(String name) {
        this.name = name;
    }

    /**
     * @param name of the file, for messages
     * @throws IllegalArgumentException naming file and line, if it is no YAML or more than JSON can say
     */
    static List<Document> read(String name, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(name + " has " + text.length() + " characters, allowed: up to " + MOST_CHARACTERS);
        }
        LoadSettings settings = LoadSettings.builder().setLabel(name).setAllowDuplicateKeys(false).setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(MOST_CHARACTERS)
                .setAllowNonScalarKeys(true).build();
        YamlDocuments reader = new YamlDocuments(name);
        List<Document> documents = new ArrayList<>();
        try {
            reader.requireShallow(new Parse(settings).parseString(text));
            for (Node node : new Compose(settings).composeAllFromString(text)) {
                documents.add(reader.document(node));
            }
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            throw new IllegalArgumentException(name + mark.map(at -> ":" + (at.getLine() + 1)).orElse("") + ": no YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(name + ": no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
        return documents;
    }

    /** Before anything descends into it. */
    private void requireShallow(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                default -> 0;
            };
            if (depth > DEEPEST) {
                throw refused(event.getStartMark(), "values lie more than " + DEEPEST + " levels deep");
            }
        }
    }

    private Document document(Node root) {
        lines = new HashMap<>();
        JsonNode tree = value(root, "", 0);
        return new Document(Optional.of(tree).filter(found -> !found.isNull()), Map.copyOf(lines));
    }

    private JsonNode value(Node node, String path, int depth) {
        lines.putIfAbsent(path, line(node));
        require(depth <= DEEPEST, node, "values lie more than " + DEEPEST + " levels deep, aliases written out");
        require(++values <= MOST_VALUES, node, "more than " + MOST_VALUES + " values, aliases written out");
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> within(sequence, () -> sequence(sequence, path, depth));
            case MappingNode mapping -> within(mapping, () -> mapping(mapping, path, depth));
            default -> throw refused(node, "a " + node.getNodeType() + ", allowed: a mapping, a list or a value");
        };
    }

    private <T> T within(Node node, Supplier<T> content) {
        require(open.put(node, true) == null, node, "an alias of what it lies in, allowed: an alias of something complete");
        T read = content.get();
        open.remove(node);
        return read;
    }

    private ArrayNode sequence(SequenceNode node, String path, int depth) {
        require(node.getTag().equals(Tag.SEQ), node, "the tag " + node.getTag() + ", allowed: none");
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node item : node.getValue()) {
            array.add(value(item, path + "[" + array.size() + "]", depth + 1));
        }
        return array;
    }

    private ObjectNode mapping(MappingNode node, String path, int depth) {
        require(node.getTag().equals(Tag.MAP), node, "the tag " + node.getTag() + ", allowed: none");
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple member : node.getValue()) {
            require(member.getKeyNode() instanceof ScalarNode, member.getKeyNode(), "a field's name is no text");
            String field = ((ScalarNode) member.getKeyNode()).getValue();
            require(!object.has(field), member.getKeyNode(), "the field " + field + " is there twice");
            lines.putIfAbsent(path.isEmpty() ? field : path + "." + field, line(member.getKeyNode()));
            object.set(field, value(member.getValueNode(), path.isEmpty() ? field : path + "." + field, depth + 1));
        }
        return object;
    }

    private JsonNode scalar(ScalarNode node) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR)) {
            return json.textNode(text);
        }
        if (tag.equals(Tag.NULL)) {
            return json.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return json.booleanNode(Boolean.parseBoolean(text));
        }
        try {
            if (tag.equals(Tag.INT)) {
                return json.numberNode(new BigInteger(text));
            }
            if (tag.equals(Tag.FLOAT)) {
                return json.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException e) { // such as .inf and .nan, which JSON has not
            throw refused(node, text + ", allowed: a finite number");
        }
        throw refused(node, "the tag " + tag + ", allowed: none");
    }

    private void require(boolean holds, Node at, String problem) {
        if (!holds) {
            throw refused(at, problem);
        }
    }

    private IllegalArgumentException refused(Node at, String problem) {
        return refused(at.getStartMark(), problem);
    }

    private IllegalArgumentException refused(Optional<Mark> at, String problem) {
        return new IllegalArgumentException(name + ":" + line(at) + ": " + problem);
    }

    private static int line(Node node) {
        return line(node.getStartMark());
    }

    private static int line(Optional<Mark> at) {
        return at.map(mark -> mark.getLine() + 1).orElse(1);
    }
}
