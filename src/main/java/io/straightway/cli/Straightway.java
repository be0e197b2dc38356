package io.straightway.cli;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.straightway.drill.DrillCommand;
import io.straightway.drill.SoakCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of every command. Only {@code serve} and {@code demo} start Quarkus; the others are plain clients and start fast. */
@QuarkusMain
@Command(
        name = "straightway",
        description = "Trains few-step image models and generates images in bulk, driven by Kafka.",
        mixinStandardHelpOptions = true,
        version = "straightway 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = "%nExit codes: 0 done, or the job succeeded; 1 not, or not all of it; 2 wrongly asked for. straightway COMMAND --help tells more.")
public final class Straightway {
    /** In the order of the help: jobs, then what they use, then what is checked, then what runs. */
    private static final Map<String, Class<?>> COMMANDS = commands(
            SubmitCommand.class, GetCommand.class, DescribeCommand.class, WatchCommand.class, LogsCommand.class,
            SignalCommand.Cancel.class, SignalCommand.Pause.class, SignalCommand.Resume.class,
            ModelCommand.class, DatasetCommand.class, PairsCommand.class, FeaturesCommand.class, FidCommand.class,
            AuditCommand.class, VerifyCommand.class, DlqCommand.class, DrillCommand.class, SoakCommand.class, BenchCommand.class, DoctorCommand.class,
            ConfigCommand.class, CompletionCommand.class, ServeCommand.class, DemoCommand.class, RehearseCommand.class);

    private static Map<String, Class<?>> commands(Class<?>... classes) {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        List.of(classes).forEach(command -> commands.put(command.getAnnotation(Command.class).name(), command));
        return commands;
    }

    /** With every command. */
    public static CommandLine commandLine() {
        return with(COMMANDS.values().stream().toList());
    }

    /** For these arguments: if they begin with a command, only with that one, since to read all of them takes longer than most commands run. */
    public static CommandLine commandLine(String... args) {
        return args.length == 0 ? commandLine() : Optional.ofNullable(COMMANDS.get(args[0])).map(command -> with(List.of(command))).orElseGet(Straightway::commandLine);
    }

    private static CommandLine with(List<? extends Class<?>> commands) {
        CommandLine line = new CommandLine(new Straightway());
        commands.forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(Explain.inOneLine(e)));
                    return Explain.exitCode(e);
                })
                .setParameterExceptionHandler((e, args) -> {
                    e.getCommandLine().getErr().println(e.getCommandLine().getColorScheme().errorText(Explain.usage(e)));
                    return ExitCodes.USAGE;
                });
    }

    public static void main(String... args) {
        // Until Quarkus sets up logging, which most commands never do, every message of every library would be made and kept for it.
        Logger.getLogger("").setLevel(Level.WARNING);
        int code = commandLine(args).execute(args);
        // Development mode runs this again after each change, in the same process.
        if (!LaunchMode.current().isDev()) {
            System.exit(code);
        }
    }
}
