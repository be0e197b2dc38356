package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * docs/reference/cli.md below its mark is written by this test, and stays what the commands themselves say.
 * {@code -Ddocs.write=true} writes it.
 */
class CliReferenceTest {
    private static final Path PAGE = Path.of("docs/reference/cli.md");
    private static final String MARK = "<!-- Everything below is written by CliReferenceTest: mvn test -Dtest=CliReferenceTest -Ddocs.write=true -->\n";

    @Test
    void thePageSaysWhatTheCommandsSay() throws IOException {
        String before = Files.readString(PAGE);
        String head = before.substring(0, before.indexOf(MARK) + MARK.length());
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, head + commands());
        }

        assertThat(Files.readString(PAGE).substring(head.length())).as("docs/reference/cli.md; -Ddocs.write=true writes it anew").isEqualTo(commands());
    }

    @Test
    void everyCommandIsExplainedAndEveryOptionToo() {
        visible(Straightway.commandLine().getCommandSpec()).forEach(spec -> {
            assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
            spec.options().forEach(option -> assertThat(option.description()).as(spec.qualifiedName() + " " + option.longestName()).isNotEmpty());
        });
    }

    private static String commands() {
        List<CommandSpec> specs = visible(Straightway.commandLine().getCommandSpec());
        StringBuilder text = new StringBuilder("\n## Shared options\n\n");
        text.append("**Connection**, of every command that talks to a broker or a store:\n\n").append(table(mixin(specs, "connection")));
        text.append("\n**Output**, of every command that lists or tells something:\n\n").append(table(mixin(specs, "output")));
        text.append("\n`-h`, `--help` everywhere; `straightway --version`.\n\n## Commands\n");
        specs.stream().filter(spec -> spec.parent() != null).forEach(spec -> text.append(section(spec)));
        return text.toString();
    }

    /** The command itself and those below it, each before its own. */
    private static List<CommandSpec> visible(CommandSpec spec) {
        List<CommandSpec> found = new ArrayList<>(List.of(spec));
        spec.subcommands().values().stream().map(CommandLine::getCommandSpec).filter(below -> !below.usageMessage().hidden())
                .forEach(below -> found.addAll(visible(below)));
        return found;
    }

    private static List<String[]> mixin(List<CommandSpec> specs, String name) {
        CommandSpec mixin = specs.stream().map(spec -> spec.mixins().get(name)).filter(found -> found != null).findFirst().orElseThrow();
        return mixin.options().stream().map(CliReferenceTest::row).toList();
    }

    private static String section(CommandSpec spec) {
        StringBuilder text = new StringBuilder();
        String name = spec.qualifiedName().substring("straightway ".length());
        text.append("\n").append(name.contains(" ") ? "#### " : "### ").append(name).append("\n\n").append(String.join(" ", spec.usageMessage().description()).formatted()).append("\n");
        if (!spec.subcommands().isEmpty() && spec.positionalParameters().isEmpty() && !(spec.userObject() instanceof Callable)) {
            return text.toString();
        }
        text.append("\n```text\n").append(synopsis(spec)).append("\n```\n");
        Set<String> shared = spec.mixins().entrySet().stream().filter(mixin -> Set.of("connection", "output").contains(mixin.getKey()))
                .flatMap(mixin -> mixin.getValue().options().stream()).map(OptionSpec::longestName).collect(Collectors.toSet());
        List<String[]> rows = Stream.concat(
                spec.positionalParameters().stream().filter(parameter -> !parameter.hidden()).map(CliReferenceTest::row),
                spec.options().stream().filter(option -> !option.hidden() && !shared.contains(option.longestName()) && !option.usageHelp() && !option.versionHelp())
                        .map(CliReferenceTest::row)).toList();
        if (!rows.isEmpty()) {
            text.append("\n").append(table(rows));
        }
        return text.toString();
    }

    private static String synopsis(CommandSpec spec) {
        StringBuilder text = new StringBuilder(spec.qualifiedName());
        spec.options().stream().filter(option -> option.required() && option.group() == null).forEach(option -> text.append(' ').append(option.longestName())
                .append(' ').append(label(option.paramLabel())));
        boolean more = spec.options().stream().anyMatch(option -> !option.hidden() && !option.required() && !option.usageHelp() && !option.versionHelp());
        text.append(more ? " [OPTIONS]" : "");
        spec.positionalParameters().stream().filter(parameter -> !parameter.hidden()).forEach(parameter -> {
            String label = label(parameter.paramLabel()) + (parameter.arity().max() > 1 ? "…" : "");
            text.append(' ').append(parameter.arity().min() == 0 || parameter.group() != null ? "[" + label + "]" : label);
        });
        return text.toString();
    }

    private static String[] row(OptionSpec option) {
        String names = Stream.of(option.names()).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        boolean value = option.arity().max() > 0;
        return new String[] {names + (value ? " `" + label(option.paramLabel()) + "`" : ""), described(option.description(), option.defaultValue())};
    }

    private static String[] row(PositionalParamSpec parameter) {
        return new String[] {"`" + label(parameter.paramLabel()) + "`", described(parameter.description(), parameter.defaultValue())};
    }

    private static String label(String label) {
        return label.replaceAll("[<>]", "");
    }

    private static String described(String[] lines, String fallback) {
        return String.join(" ", lines).replace("${DEFAULT-VALUE}", String.valueOf(fallback)).replace("%%", "%").replace("|", "\\|");
    }

    private static String table(List<String[]> rows) {
        return "| option | meaning |\n|---|---|\n" + rows.stream().map(row -> "| " + row[0].replace("|", "\\|") + " | " + row[1] + " |\n").collect(Collectors.joining());
    }
}
