package io.straightway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.straightway.event.Undecodable;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say without being run: links, examples, settings, commands. {@link DocsIT} runs what can be run. */
class DocsTest {
    private static final Pattern KEY = Pattern.compile("(?<![\\w/@.-])straightway\\.[a-z][a-z0-9-]*(?:\\.(?:[\\w<>*…-]+|\"[^\"]+\"))*");
    private static final Pattern VARIABLE = Pattern.compile("(?<![\\w])STRAIGHTWAY_\\w+");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Settings SETTINGS = new Settings();
    /** Attributes of traces look like settings, and some variables are no settings. */
    private static final Sources SOURCES = new Sources(Path.of("src/main/java"));
    /** What Kubernetes gives to the pods of a service that is called straightway. */
    private static final Set<String> OTHERS = Set.of("STRAIGHTWAY_PORT");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() {
        return eachPage((page, faults) -> {
            for (Page.Found link : page.links()) {
                String target = link.text();
                if (!target.matches("(https?|mailto):.*") && !leads(page, target)) {
                    faults.add(page.at(link.line()) + " leads to " + target);
                }
            }
        });
    }

    private static boolean leads(Page page, String target) throws IOException {
        String file = target.replaceFirst("#.*", "");
        Path path = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
        String anchor = target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
        return Files.exists(path) && (anchor.isEmpty() || Page.parse(path, Files.readAllLines(path)).anchors().contains(anchor));
    }

    @TestFactory
    Stream<DynamicTest> everyBlockSaysItsLanguageAndEveryCommandWhetherItIsRun() {
        return eachPage((page, faults) -> {
            for (int i = 0; i < page.blocks().size(); i++) {
                Block block = page.blocks().get(i);
                block.swaps().stream().filter(swap -> !block.text().contains(swap.from()))
                        .forEach(swap -> faults.add(block.at() + " has nothing that the test could make smaller by " + swap));
                if (block.language().isEmpty()) {
                    faults.add(block.at() + " has a code block without a language");
                } else if (List.of("bash", "shell", "console", "yml").contains(block.language())) {
                    faults.add(block.at() + " is " + block.language() + ", written here as sh or yaml");
                } else if (block.shell()) {
                    markFault(block).ifPresent(faults::add);
                } else if (block.is("output")) {
                    // Else it would never be compared.
                    if (!block.language().equals("text") || i == 0 || !page.blocks().get(i - 1).run()) {
                        faults.add(block.at() + " is the output of no command that is run before it");
                    }
                } else if (!block.mark().isEmpty() && !(block.is("save") && List.of("json", "yaml").contains(block.language()))) {
                    faults.add(block.at() + " has the mark \"" + block.mark() + "\", allowed: output for text, save:NAME for json and yaml");
                }
            }
            for (int i = 1; i < page.prose().size(); i++) {
                if (page.prose().get(i - 1).isBlank() && page.prose().get(i).matches(" {4,}\\S.*")) {
                    faults.add(page.at(i + 1) + " is an indented block: fence it, so that it has a language");
                }
            }
        });
    }

    private static Optional<String> markFault(Block block) {
        if (block.run()) {
            return Optional.empty();
        }
        if (block.is("node")) {
            return ShellText.commands(block.text()).equals(List.of(List.of("./scripts/straightway", "serve"))) ? Optional.empty()
                    : Optional.of(block.at() + " starts a node otherwise than by ./scripts/straightway serve");
        }
        if (block.is("tested-by")) {
            return Commands.script(block.value()).isPresent() || testClass(block.value()) ? Optional.empty()
                    : Optional.of(block.at() + " is tested by " + block.value() + ", which is neither a test nor a script");
        }
        if (block.is("not-run")) {
            String reason = block.value().toUpperCase(Locale.ROOT).replace('-', '_');
            return Stream.of(Block.NotRun.values()).anyMatch(known -> known.name().equals(reason)) ? Optional.empty()
                    : Optional.of(block.at() + " is not run for the reason " + block.value() + ", allowed: " + List.of(Block.NotRun.values()));
        }
        return Optional.of(block.at() + " has the mark \"" + block.mark() + "\", allowed: run, run needs:PROGRAM, node, tested-by:TEST, not-run:REASON");
    }

    private static boolean testClass(String name) {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.anyMatch(file -> file.getFileName().toString().equals(name + ".java"));
        } catch (IOException e) {
            return false;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCommandExists() {
        return eachPage((page, faults) -> {
            for (Block block : page.blocks()) {
                if (block.shell()) {
                    ShellText.commands(block.text()).forEach(words -> Commands.fault(words).ifPresent(fault -> faults.add(block.at() + " " + fault)));
                }
            }
            page.code().forEach(code -> Commands.mentionFault(code.text()).ifPresent(fault -> faults.add(page.at(code.line()) + " " + fault)));
        });
    }

    @TestFactory
    Stream<DynamicTest> everySettingExists() {
        return eachPage((page, faults) -> {
            Stream<Page.Found> places = Stream.concat(
                    Stream.iterate(0, i -> i < page.prose().size(), i -> i + 1).map(i -> new Page.Found(page.prose().get(i), i + 1)),
                    page.blocks().stream().map(block -> new Page.Found(block.text(), block.line())));
            places.forEach(place -> {
                KEY.matcher(place.text()).results().map(found -> found.group()).filter(key -> !SETTINGS.hasKey(key) && !SOURCES.hasText(key))
                        .forEach(key -> faults.add(page.at(place.line()) + " names the setting or topic " + key));
                VARIABLE.matcher(place.text()).results().map(found -> found.group())
                        .filter(name -> !SETTINGS.hasVariable(name) && !Commands.variableOfAScript(name) && !SOURCES.hasText(name) && !OTHERS.contains(name))
                        .forEach(name -> faults.add(page.at(place.line()) + " names the variable " + name));
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> everyExampleOfAJobCanBeRead() {
        return eachPage((page, faults) -> {
            for (Block block : page.blocks()) {
                switch (block.language()) {
                    case "json" -> jsonFault(block.text()).ifPresent(fault -> faults.add(block.at() + " " + fault));
                    case "yaml" -> {
                        if (block.text().startsWith("id:")) {
                            dryRunFault("job.yaml", block.text()).ifPresent(fault -> faults.add(block.at() + " " + fault));
                        }
                    }
                    case "sh" -> ShellText.commands(block.text()).stream().flatMap(List::stream).filter(word -> word.startsWith("{\"") && !word.contains("$"))
                            .forEach(word -> jsonFault(word).ifPresent(fault -> faults.add(block.at() + " " + fault)));
                    default -> {}
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyExampleFileCanBeRead() throws IOException {
        return Files.list(Path.of("docs/examples")).filter(file -> file.toString().matches(".*\\.(json|ya?ml)")).sorted()
                .map(file -> DynamicTest.dynamicTest(file.toString(),
                        () -> assertThat(dryRunFault(file.getFileName().toString(), Files.readString(file))).isEmpty()));
    }

    @Test
    void theTableOfRoomsNamesEveryPackage() throws IOException {
        Path table = Path.of("docs/explanation/the-way-of-a-job.md");
        String text = Files.readString(table);
        Set<String> named = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE).matcher(text.substring(text.indexOf("## Rooms"))).results()
                .map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> rooms = Files.list(Path.of("src/main/java/io/straightway"))) {
            assertThat(named).as(table.toString())
                    .isEqualTo(rooms.filter(Files::isDirectory).map(room -> room.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    /** A job, a signal, a stage of a training job, or something else that at least has to be JSON. */
    private Optional<String> jsonFault(String shown) {
        try {
            // A digest that is not spelled out.
            String text = shown.replace("\"…\"", "\"" + "0".repeat(64) + "\"");
            JsonNode json = JSON.readTree(text);
            if (json.has("jobId")) {
                new Wire(new WireFormat.SingleObject()).readSignal(text.getBytes(StandardCharsets.UTF_8));
                return Optional.empty();
            }
            if (json.has("id")) {
                return dryRunFault("job.json", text);
            }
            return !json.has("kind") ? Optional.empty() : dryRunFault("stage.json",
                    "{\"id\": \"a\", \"model\": \"m\", \"dataset\": \"d\", \"stages\": [{\"kind\": \"teacher\", \"images\": 100}, " + text + "]}");
        } catch (IOException e) {
            return Optional.of("is no JSON: " + e.getMessage());
        } catch (Undecodable e) {
            return Optional.of("is no signal: " + e.getMessage());
        }
    }

    /** By the reader that a user's file goes through. */
    private Optional<String> dryRunFault(String name, String text) {
        PrintStream before = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try {
            Path file = Files.writeString(folder.resolve(name), text);
            System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
            int code = Commands.model().execute("submit", "--dry-run", file.toString());
            return code == 0 ? Optional.empty() : Optional.of("is no job that can be run: " + told.toString(StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.setErr(before);
        }
    }

    @FunctionalInterface
    private interface Check {
        void look(Page page, List<String> faults) throws IOException;
    }

    private static Stream<DynamicTest> eachPage(Check check) {
        return Page.all().stream().map(page -> DynamicTest.dynamicTest(page.path().toString(), () -> {
            List<String> faults = new ArrayList<>();
            check.look(page, faults);
            assertThat(faults).isEmpty();
        }));
    }
}
