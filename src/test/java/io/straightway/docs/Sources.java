package io.straightway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program's own text. */
final class Sources {
    private final List<String> texts;

    Sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            texts = files.filter(file -> file.toString().endsWith(".java")).map(Sources::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a literal is just this text. */
    boolean hasText(String text) {
        return texts.stream().anyMatch(source -> source.contains('"' + text + '"'));
    }
}
