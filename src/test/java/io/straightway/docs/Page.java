package io.straightway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, as far as a test has to understand Markdown.
 *
 * @param path  relative to the checkout
 * @param prose the lines outside of code blocks; lines of blocks are empty here, so that line numbers stay
 */
record Page(Path path, List<String> prose, List<Block> blocks) {
    private static final Path ROOT = Path.of("");
    private static final Set<String> NOT_OURS = Set.of("target", "data", "node_modules", ".git");
    private static final Pattern FENCE = Pattern.compile("(\\s*)```(.*)");
    private static final Pattern SMALLER = Pattern.compile("\\s*<!-- in the test: (.*) -->\\s*");
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)[^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A place in a page, for messages: {@code docs/a.md:12}. */
    record Found(String text, int line) {}

    static List<Page> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md") && Stream.of(file.toString().split("/")).noneMatch(NOT_OURS::contains))
                    .sorted().map(Page::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Page read(Path file) {
        try {
            return parse(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page parse(Path path, List<String> lines) {
        List<String> prose = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        List<Block.Swap> swaps = List.of();
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            Matcher smaller = SMALLER.matcher(lines.get(i));
            if (smaller.matches()) {
                swaps = Block.swaps(smaller.group(1));
            }
            if (!fence.matches()) {
                prose.add(lines.get(i));
                continue;
            }
            int first = i;
            String indent = fence.group(1);
            StringBuilder text = new StringBuilder();
            prose.add("");
            for (i++; i < lines.size() && !lines.get(i).strip().equals("```"); i++) {
                text.append(lines.get(i).startsWith(indent) ? lines.get(i).substring(indent.length()) : lines.get(i).strip()).append('\n');
                prose.add("");
            }
            prose.add("");
            blocks.add(Block.of(path, first + 1, fence.group(2).strip(), swaps, text.toString()));
            swaps = List.of();
        }
        return new Page(path, prose, blocks);
    }

    /** Targets of links and pictures, as written. */
    List<Found> links() {
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < prose.size(); i++) {
            // A link in code is an example of one.
            Matcher matcher = LINK.matcher(CODE.matcher(prose.get(i)).replaceAll(""));
            while (matcher.find()) {
                found.add(new Found(matcher.group(1), i + 1));
            }
        }
        return found;
    }

    /** What stands between backticks in the text. A span may go over the end of a line. */
    List<Found> code() {
        List<Found> found = new ArrayList<>();
        String text = String.join("\n", prose);
        Matcher matcher = CODE.matcher(text);
        while (matcher.find()) {
            found.add(new Found(matcher.group(1).replaceAll("\\s+", " "), (int) text.substring(0, matcher.start()).chars().filter(c -> c == '\n').count() + 1));
        }
        return found;
    }

    /** Of the headings, as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        for (String line : prose) {
            if (line.matches("#{1,6} .*")) {
                String plain = line.replaceFirst("#+ ", "").replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1").strip();
                String anchor = plain.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-');
                int same = Collections.frequency(anchors.stream().map(known -> known.replaceFirst("-\\d+$", "")).toList(), anchor);
                anchors.add(same == 0 ? anchor : anchor + "-" + same);
            }
        }
        return anchors;
    }

    String at(int line) {
        return path + ":" + line;
    }
}
