package io.straightway.cli;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.straightway.drill.DrillCommand;
import io.straightway.drill.SoakCommand;
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
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            SubmitCommand.class,
            GetCommand.class,
            WatchCommand.class,
            SignalCommand.Cancel.class,
            SignalCommand.Pause.class,
            SignalCommand.Resume.class,
            AuditCommand.class,
            VerifyCommand.class,
            DlqCommand.class,
            DatasetCommand.class,
            ModelCommand.class,
            PairsCommand.class,
            BenchCommand.class,
            DrillCommand.class,
            SoakCommand.class,
            FeaturesCommand.class,
            FidCommand.class,
            DoctorCommand.class
        })
public final class Straightway {

    public static void main(String... args) {
        // Until Quarkus sets up logging, which most commands never do, every message of every library would be made and kept for it.
        Logger.getLogger("").setLevel(Level.WARNING);
        int code = new CommandLine(new Straightway())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(Explain.inOneLine(e)));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
        // Development mode runs this again after each change, in the same process.
        if (!LaunchMode.current().isDev()) {
            System.exit(code);
        }
    }
}
