package io.straightway.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A code block of a page. The words after the language say what a test does with it:
 *
 * <pre>
 * sh run                  DocsIT runs it, after the blocks before it, in one shell and one folder for the page
 * sh run needs:kcat       the same, where this program is installed
 * sh node                 starts a node; DocsIT has one running already, started by the same command
 * sh tested-by:NAME       a test class, or a script of the folder scripts, that does this
 * sh not-run:REASON       one of {@link NotRun}
 * json save:NAME          DocsIT writes the block into this file
 * text output             what the block before printed: numbers may differ, … stands for anything
 * </pre>
 *
 * A comment {@code in the test: A -> B; C -> D} in the line before a block lets DocsIT run it with other sizes.
 *
 * @param mark the words after the language; empty where there are none
 */
record Block(Path page, int line, String language, String mark, List<Swap> swaps, String text) {
    /** Why a command is shown and not run. Another reason needs another line here, where everybody sees it. */
    enum NotRun {
        /** Trains or draws for minutes or hours. */
        TAKES_LONG,
        NEEDS_GPU,
        /** A Kafka cluster, an object store or a Kubernetes cluster of your own. */
        NEEDS_CLUSTER,
        /** Files that others publish and that are not ours to ship. */
        NEEDS_DOWNLOAD,
        NEEDS_PYTORCH,
        /** Builds or runs the whole project, of which this test is a part. */
        IS_THE_BUILD
    }

    record Swap(String from, String to) {}

    static Block of(Path page, int line, String info, List<Swap> swaps, String text) {
        String language = info.split(" ", 2)[0];
        return new Block(page, line, language, info.substring(language.length()).strip(), swaps, text);
    }

    static List<Swap> swaps(String text) {
        return Stream.of(text.split(";")).map(part -> part.split("->")).map(sides -> new Swap(sides[0].strip(), sides[1].strip())).toList();
    }

    boolean shell() {
        return language.equals("sh");
    }

    boolean run() {
        return shell() && (mark.equals("run") || mark.startsWith("run needs:"));
    }

    /** Programs without which it cannot be run. */
    List<String> needs() {
        return Stream.of(mark.split(" ")).filter(word -> word.startsWith("needs:")).map(Block::value).toList();
    }

    boolean is(String kind) {
        return mark.equals(kind) || mark.startsWith(kind + ":");
    }

    /** What stands after the colon of the mark. */
    String value() {
        return value(mark);
    }

    private static String value(String word) {
        return word.substring(word.indexOf(':') + 1);
    }

    /** With the sizes of the test. */
    String smaller() {
        String smaller = text;
        for (Swap swap : swaps) {
            smaller = smaller.replace(swap.from(), swap.to());
        }
        return smaller;
    }

    String at() {
        return page + ":" + line;
    }
}
