package io.straightway.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The CPU, as Linux describes it.
 *
 * @param model its name, or "unknown"
 * @param cores as this process may use them
 * @param flags names of its instruction sets; empty if they are not known
 */
public record Processor(String model, int cores, Set<String> flags) {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    public Processor {
        flags = Set.copyOf(flags);
    }

    public static Processor here() {
        int cores = Runtime.getRuntime().availableProcessors();
        try {
            return Files.isReadable(DESCRIPTION) ? of(Files.readAllLines(DESCRIPTION), cores) : new Processor("unknown", cores, Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param lines of /proc/cpuinfo */
    static Processor of(List<String> lines, int cores) {
        Map<String, String> first = lines.stream().filter(line -> line.contains(":")).map(line -> line.split(":", 2))
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (one, other) -> one));
        String flags = first.getOrDefault("flags", first.getOrDefault("Features", "")); // x86, ARM
        return new Processor(first.getOrDefault("model name", "unknown"), cores, Set.of(flags.isEmpty() ? new String[0] : flags.split("\\s+")));
    }

    /** Whether it multiplies BF16 numbers itself; without that they are widened and rounded, which is slower than 32 bit. */
    public boolean nativeBf16() {
        return flags.contains("avx512_bf16") || flags.contains("amx_bf16") || flags.contains("bf16");
    }
}
