package io.straightway.cli;

import io.smallrye.config.ConfigValidationException;
import io.straightway.event.BrokerRefusal;
import io.straightway.event.SchemaIds;
import io.straightway.store.StoreUnavailable;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine;

/** An error in one line, with the next step. */
final class Explain {
    /** What to do when a broker does not answer. */
    static final String BROKER = ". Is a node running (./scripts/straightway serve)? Is STRAIGHTWAY_KAFKA_BOOTSTRAP_SERVERS or the context right "
            + "(straightway config view)?";

    /** What to do when a store does not answer. */
    static final String STORE = ". Is a node running (./scripts/straightway serve)? Is STRAIGHTWAY_STORE_ENDPOINT or the context right "
            + "(straightway config view)?";

    private Explain() {}

    static String inOneLine(Throwable e) {
        return EventWords.printable(words(e));
    }

    private static String words(Throwable e) {
        return switch (e) {
            case NobodyListens silence -> String.valueOf(silence.getMessage());
            case TimeoutException timeout -> "The broker does not answer: " + timeout.getMessage() + BROKER;
            case StoreUnavailable store -> store.getMessage() + STORE;
            case SchemaIds.Refused refused -> String.valueOf(refused.getMessage());
            case SchemaIds.Unanswered registry -> registry.getMessage() + ". Is STRAIGHTWAY_SCHEMA_REGISTRY_URL right?";
            case AuthenticationException refused -> "The broker does not let us in: " + BrokerRefusal.explain(refused);
            case AuthorizationException refused -> "The broker refuses: " + BrokerRefusal.explain(refused);
            case UnknownTopicOrPartitionException topic -> "The broker has none of Straightway's topics: " + topic.getMessage() + BROKER;
            case NoSuchFileException file -> "There is no file " + file.getFile() + ", allowed: a file that can be read.";
            case AccessDeniedException file -> "The file " + file.getFile() + " can't be read: it belongs to another user.";
            default -> {
                String message = e instanceof ConfigValidationException ? String.join(" ", String.valueOf(e.getMessage()).lines().map(String::strip).toList())
                        : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                yield switch (e.getCause()) {
                    case TimeoutException timeout -> words(timeout);
                    case AuthenticationException refused -> words(refused);
                    case AuthorizationException refused -> words(refused);
                    case NoSuchFileException file -> words(file);
                    case AccessDeniedException file -> words(file);
                    case null, default -> message.isEmpty() ? e.toString() : message;
                };
            }
        };
    }

    /** {@link ExitCodes#USAGE} for what is wrong with the question, {@link ExitCodes#FAILED} for what went wrong with the answer. */
    static int exitCode(Throwable e) {
        return switch (e) {
            case IllegalArgumentException wrong -> ExitCodes.USAGE;
            case NoSuchFileException missing -> ExitCodes.USAGE;
            case UncheckedIOException wrapped when wrapped.getCause() instanceof NoSuchFileException -> ExitCodes.USAGE;
            case ConfigValidationException wrong -> ExitCodes.USAGE;
            default -> ExitCodes.FAILED;
        };
    }

    /** Options and commands that do not exist, lack something, or say too much. */
    static String usage(CommandLine.ParameterException e) {
        List<String> guesses = e instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return EventWords.printable(String.valueOf(e.getMessage()).strip().replaceAll("\\.$", "") + "." + (guesses.isEmpty() ? "" : " Do you mean " + String.join(" or ", guesses) + "?")
                + " " + command + " --help tells what is allowed.");
    }
}
