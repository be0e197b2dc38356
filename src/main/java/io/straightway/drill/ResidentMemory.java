package io.straightway.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of the machine that this process occupies, in bytes.
 *
 * @param anonymous heap, stacks, and whatever native code allocated: nobody but the process can give it back
 * @param files pages of mapped files, such as indexes of a broker's log, archives and libraries: the kernel fetches and drops them as it likes
 */
record ResidentMemory(long anonymous, long files) {

    static ResidentMemory now() throws IOException {
        return of(Files.readAllLines(Path.of("/proc/self/status")));
    }

    /** @param status lines of Linux' {@code /proc/<pid>/status} */
    static ResidentMemory of(List<String> status) {
        return new ResidentMemory(bytes(status, "RssAnon"), bytes(status, "RssFile"));
    }

    private static long bytes(List<String> status, String field) {
        return status.stream().filter(line -> line.startsWith(field + ":")).findFirst().map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .orElseThrow(() -> new IllegalStateException("the process' status has no " + field + ", which Linux tells since 4.5"));
    }
}
