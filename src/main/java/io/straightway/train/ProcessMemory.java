package io.straightway.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Memory of the machine that this process holds, and has held at most. */
record ProcessMemory(double residentGigabytes, double peakGigabytes) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Empty where the system does not tell. */
    static Optional<ProcessMemory> now() {
        try {
            List<String> lines = Files.exists(STATUS) ? Files.readAllLines(STATUS) : List.of();
            return kilobytes(lines, "VmRSS:").flatMap(now -> kilobytes(lines, "VmHWM:").map(most -> new ProcessMemory(now / (1 << 20), most / (1 << 20))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> kilobytes(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name)).map(line -> Double.parseDouble(line.replaceAll("\\D", ""))).findFirst();
    }
}
