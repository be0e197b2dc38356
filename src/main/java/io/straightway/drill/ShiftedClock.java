package io.straightway.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Lets the clock of single processes jump, by a library that is put before the C library's. */
final class ShiftedClock {
    private final Path library;

    private ShiftedClock(Path library) {
        this.library = library;
    }

    /** Empty where there is no C compiler. */
    static Optional<ShiftedClock> compile(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("clock.c");
        Path library = folder.resolve("clock.so");
        try (InputStream in = ShiftedClock.class.getResourceAsStream("/drill/clock.c")) {
            Files.write(source, in.readAllBytes());
        }
        try {
            Process compiler = new ProcessBuilder("cc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString()).inheritIO().start();
            return compiler.waitFor() == 0 ? Optional.of(new ShiftedClock(library)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Environment of a process whose clock follows {@code file}. */
    Map<String, String> environment(Path file) {
        shift(file, Duration.ZERO);
        return Map.of("LD_PRELOAD", library.toString(), "DRILL_CLOCK", file.toString());
    }

    static void shift(Path file, Duration by) {
        try (FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // In place: a process that reads from the mapped file dies of a file that is empty for a moment.
            opened.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(by.toSeconds()).flip(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
