package io.straightway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the blocks of a page in their order, in one shell. */
final class PageRun {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** No program prints this before a line. */
    private static final String MARK = "\u0001block ";
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:[.,:][0-9]+)*");

    private final Page page;
    private final Path folder;
    private final Map<String, String> environment;
    private final Map<String, String> addresses;

    /**
     * @param folder      what the page takes for the checkout
     * @param addresses   those of the text, and those of the node here
     */
    PageRun(Page page, Path folder, Map<String, String> environment, Map<String, String> addresses) {
        this.page = page;
        this.folder = folder;
        this.environment = environment;
        this.addresses = addresses;
    }

    static boolean hasCommands(Page page) {
        return page.blocks().stream().anyMatch(Block::run);
    }

    void check() throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("page.sh"), script());
        Path told = folder.resolve("page.log");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString()).directory(folder.toFile()).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).redirectOutput(told.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        List<String> outputs = List.of(Files.readString(told).split(MARK));
        Block last = page.blocks().get(number(outputs.getLast()));
        assertThat(ended && process.exitValue() == 0).as(() -> "%s %s:%n%s%nprinted%n%s".formatted(last.at(),
                ended ? "ended with " + process.exitValue() : "has not ended after " + PATIENCE, last.smaller(), outputs.getLast())).isTrue();
        for (String output : outputs.subList(1, outputs.size())) {
            compare(number(output), output);
        }
    }

    private static int number(String output) {
        return output.isEmpty() ? 0 : Integer.parseInt(output.substring(0, output.indexOf('\n')));
    }

    private String script() {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        for (int i = 0; i < page.blocks().size(); i++) {
            Block block = page.blocks().get(i);
            if (block.is("save")) {
                script.append("cat >").append(block.value()).append(" <<'END OF FILE'\n").append(here(block)).append("END OF FILE\n");
            } else if (block.run()) {
                List<String> missing = block.needs().stream().filter(program -> !installed(program)).toList();
                script.append("printf '").append(MARK).append(i).append("\\n'\n").append(missing.isEmpty() ? here(block) : "echo left out: " + missing + " is not installed\n");
            }
        }
        return script.toString();
    }

    private String here(Block block) {
        String text = block.smaller();
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            text = text.replace(address.getKey(), address.getValue());
        }
        return text;
    }

    static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    /** The output that the page shows after a block: its lines in their order, with other numbers. */
    private void compare(int block, String output) {
        if (block + 1 >= page.blocks().size() || output.contains("left out: [")) {
            return;
        }
        Block shown = page.blocks().get(block + 1);
        if (!shown.language().equals("text") || !shown.is("output")) {
            return;
        }
        List<String> lines = new ArrayList<>(List.of(output.split("\n")));
        for (String line : shown.text().split("\n")) {
            if (line.isBlank() || line.strip().equals("…")) {
                continue;
            }
            String pattern = pattern(line.strip());
            int at = 0;
            while (at < lines.size() && !lines.get(at).strip().matches(pattern)) {
                at++;
            }
            assertThat(at).as(() -> "%s shows%n%s%nwhich is not in the rest of what was printed:%n%s".formatted(shown.at(), line, String.join("\n", lines)))
                    .isLessThan(lines.size());
            lines.subList(0, at + 1).clear();
        }
    }

    private static String pattern(String line) {
        return Stream.of(line.split("…", -1)).map(part -> Stream.of(NUMBER.split(part, -1)).map(text -> Stream.of(text.split("\\s+", -1)).map(Pattern::quote)
                .reduce((a, b) -> a + "\\s+" + b).orElseThrow()).reduce((a, b) -> a + "[0-9.,:]+" + b).orElseThrow())
                .reduce((a, b) -> a + ".*" + b).orElseThrow();
    }
}
