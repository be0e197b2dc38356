package io.straightway.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One drawing of an art set.
 *
 * @param group   index into {@link #GROUPS}
 * @param concept what it shows, skin tone, sex and spelling aside: the same in all sets, and the unit of the split
 * @param svg     a whole SVG document
 */
record EmojiIcon(String set, String name, int group, String concept, boolean toned, String svg) {
    /** The nine groups of Unicode, which are the classes. */
    static final List<String> GROUPS = List.of(
            "Smileys & Emotion", "People & Body", "Animals & Nature", "Food & Drink", "Travel & Places", "Activities", "Objects", "Symbols", "Flags");

    static final int PEOPLE = 1;

    /** The categories of all sets; older ones put smileys under People, which is looked up in a newer set first. */
    private static final Map<String, Integer> CATEGORIES = Map.ofEntries(
            Map.entry("smileys", 0), Map.entry("people", 1), Map.entry("animals", 2), Map.entry("nature", 2), Map.entry("food", 3),
            Map.entry("travel", 4), Map.entry("places", 4), Map.entry("activities", 5), Map.entry("objects", 6),
            Map.entry("symbols", 7), Map.entry("flags", 8));

    private static final String TONES = "(medium-light|medium-dark|light|medium|dark)";
    private static final Pattern TONE = Pattern.compile("-?" + TONES + "-skin-tone");
    private static final Pattern BARE_TONE = Pattern.compile("(-" + TONES + ")+$");
    private static final Pattern FIGURE = Pattern.compile("^(man|woman|men|women|person|people)-(in-|with-)?");

    static Optional<Integer> group(String category) {
        return Optional.ofNullable(CATEGORIES.get(category.toLowerCase(Locale.ROOT).split("[ &]")[0]));
    }

    static String concept(String name, boolean people) {
        String concept = TONE.matcher(name).replaceAll("");
        if (people) {
            concept = FIGURE.matcher(BARE_TONE.matcher(concept).replaceAll("")).replaceAll("");
        }
        String plain = concept.replace("-", "");
        return plain.isEmpty() ? name : plain;
    }

    static boolean toned(String name, boolean people) {
        return TONE.matcher(name).find() || people && BARE_TONE.matcher(name).find();
    }

    /** A number that looks random and is always the same. */
    static long scramble(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        long z = crc.getValue() * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        return (z ^ z >>> 27) >>> 1;
    }
}
