package io.straightway.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process took of the machine's memory. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** Most resident memory since the process began, in MiB; -1 where the system does not tell. */
    static long peakMegabytes() {
        try {
            return Files.exists(STATUS)
                    ? Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(-1)
                    : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
