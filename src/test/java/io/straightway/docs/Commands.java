package io.straightway.docs;

import io.straightway.cli.Straightway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Whether commands of the documentation exist: those of the command line by its own model, scripts by their files. */
final class Commands {
    private static final Path SCRIPTS = Path.of("scripts");
    private static final Pattern SCRIPT = Pattern.compile("(?:\\./)?scripts/([\\w.-]+)");
    private static final Pattern PASSES_ON = Pattern.compile("-jar \"\\$jar\" ?(\\w*).*\"\\$@\"");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    private Commands() {}

    /** What is wrong with a command that somebody would type, if anything. */
    static Optional<String> fault(List<String> words) {
        String program = words.getFirst();
        List<String> arguments = words.subList(1, words.size());
        if (program.equals("straightway")) {
            return fault("", arguments);
        }
        if (program.matches("python3?") && !arguments.isEmpty()) {
            return fault(arguments);
        }
        if (program.startsWith("src/")) {
            return Files.isExecutable(Path.of(program)) ? Optional.empty() : Optional.of(program + " is not there");
        }
        Matcher script = SCRIPT.matcher(program);
        if (!script.matches()) {
            return Optional.empty();
        }
        Optional<String> text = script(script.group(1));
        if (text.isEmpty()) {
            return Optional.of(program + " is not there");
        }
        Matcher verb = PASSES_ON.matcher(text.get());
        return verb.find() ? fault(verb.group(1), arguments) : options(arguments).filter(option -> !text.get().contains(option)).findFirst()
                .map(option -> program + " has no " + option);
    }

    private static Optional<String> fault(String verb, List<String> arguments) {
        List<String> all = new ArrayList<>(verb.isEmpty() ? List.of() : List.of(verb));
        if (verb.equals("demo")) {
            // The script itself names the art.
            all.addAll(List.of("--emoji", "a.jar"));
        }
        CommandLine model = model();
        // What is asked for at the terminal where it is left out: nobody answers here.
        arguments.forEach(word -> all.add(asks(model, word) ? word + "=given" : word));
        try {
            model.parseArgs(all.toArray(String[]::new));
            return Optional.empty();
        } catch (CommandLine.ParameterException e) {
            return Optional.of("straightway " + String.join(" ", all) + ": " + e.getMessage());
        }
    }

    /** What is wrong with a command that the text mentions, which may be a part of one, or tell its grammar. */
    static Optional<String> mentionFault(String code) {
        Matcher script = SCRIPT.matcher(code);
        while (script.find()) {
            if (script(script.group(1)).isEmpty()) {
                return Optional.of(script.group() + " is not there");
            }
        }
        Matcher mention = Pattern.compile("^(?:(?:\\./)?scripts/)?straightway ([a-z].*)").matcher(code);
        if (!mention.find()) {
            return Optional.empty();
        }
        String verb = mention.group(1).split("[ |/]")[0];
        CommandLine command = model().getSubcommands().get(verb);
        if (command == null) {
            return Optional.of("there is no command " + verb);
        }
        return options(List.of(mention.group(1).split("[\\[\\] |()=]+"))).filter(option -> !has(command, option)).findFirst()
                .map(option -> verb + " has no " + option);
    }

    private static boolean asks(CommandLine command, String word) {
        return command.getCommandSpec().optionsMap().containsKey(word) && command.getCommandSpec().optionsMap().get(word).interactive()
                || command.getSubcommands().values().stream().anyMatch(part -> asks(part, word));
    }

    private static boolean has(CommandLine command, String option) {
        return command.getCommandSpec().optionsMap().containsKey(option) || command.getSubcommands().values().stream().anyMatch(part -> has(part, option));
    }

    static Optional<String> script(String name) {
        try {
            Path file = SCRIPTS.resolve(name);
            return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether any script reads this variable of the environment. */
    static boolean variableOfAScript(String name) {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.filter(Files::isRegularFile).anyMatch(file -> script(file.getFileName().toString()).orElse("").contains(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CommandLine model() {
        return Straightway.commandLine();
    }

    private static Stream<String> options(List<String> words) {
        return words.stream().flatMap(word -> OPTION.matcher(word).results().filter(found -> found.start() == 0).map(found -> found.group()));
    }
}
