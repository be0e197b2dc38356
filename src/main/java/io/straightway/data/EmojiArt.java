package io.straightway.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One art set of the Maven artifact {@code org.webjars.npm:iconify__json}: a JSON of SVG bodies with categories, author and licence.
 *
 * @param groups concept to group, by the set's own categories
 * @param modern whether the set knows Unicode's nine groups
 */
record EmojiArt(String set, JsonNode json, Map<String, Integer> groups, boolean modern, String credit) {
    private static final String FOLDER = "META-INF/resources/webjars/iconify__json/";
    private static final int LARGEST = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    static EmojiArt read(ForeignZip jar, String set) {
        String entry = jar.names().stream().filter(name -> name.startsWith(FOLDER) && name.endsWith("/json/" + set + ".json")).findFirst()
                .orElseThrow(() -> new DataException(jar.file(), "has no art set " + set));
        JsonNode json = parse(jar, entry);
        if (!json.path("icons").isObject() || !json.path("categories").isObject()) {
            throw new DataException(jar.file(), entry, "has no icons or no categories");
        }
        Map<String, Integer> groups = new HashMap<>();
        boolean modern = false;
        for (var category : json.path("categories").properties()) {
            modern |= category.getKey().startsWith("Smileys");
            Optional<Integer> group = EmojiIcon.group(category.getKey());
            for (JsonNode name : category.getValue()) {
                group.ifPresent(value -> groups.putIfAbsent(name.asText(), value));
            }
        }
        JsonNode info = json.path("info");
        String credit = "%s by %s, %s, %s".formatted(info.path("name").asText(set), info.path("author").path("name").asText("unknown"),
                info.path("license").path("title").asText("licence not stated"), info.path("author").path("url").asText(""));
        return new EmojiArt(set, json, groups, modern, credit);
    }

    private static JsonNode parse(ForeignZip jar, String entry) {
        try {
            return JSON.readTree(jar.entry(entry, LARGEST).orElseThrow());
        } catch (IOException e) {
            throw new DataException(jar.file(), entry, "is no JSON: " + e.getMessage());
        }
    }

    /** The drawings that belong to a group. {@code known} maps concepts to groups as modern sets have them. */
    List<EmojiIcon> icons(Map<String, Integer> known) {
        List<EmojiIcon> icons = new ArrayList<>();
        for (var field : json.path("icons").properties()) {
            String name = field.getKey();
            Optional<Integer> own = Optional.ofNullable(groups.get(name));
            if (own.isEmpty() || field.getValue().path("hidden").asBoolean()) {
                continue;
            }
            boolean people = own.get() == EmojiIcon.PEOPLE;
            String concept = EmojiIcon.concept(name, people);
            int group = modern ? own.get() : known.getOrDefault(concept, own.get());
            icons.add(new EmojiIcon(set, name, group, concept, EmojiIcon.toned(name, people), svg(field.getValue())));
        }
        return icons;
    }

    Map<String, Integer> concepts() {
        Map<String, Integer> concepts = new HashMap<>();
        groups.forEach((name, group) -> concepts.putIfAbsent(EmojiIcon.concept(name, group == EmojiIcon.PEOPLE), group));
        return concepts;
    }

    private String svg(JsonNode icon) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"%s %s %s %s\">%s</svg>".formatted(
                value(icon, "left", 0), value(icon, "top", 0), value(icon, "width", 16), value(icon, "height", 16), icon.path("body").asText());
    }

    private double value(JsonNode icon, String key, double otherwise) {
        return icon.path(key).asDouble(json.path(key).asDouble(otherwise));
    }
}
