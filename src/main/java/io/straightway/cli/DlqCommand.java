package io.straightway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.straightway.event.DeadLetter;
import io.straightway.event.DeadLetterQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "dlq", description = "Records that could not be read: the dead-letter topic.", mixinStandardHelpOptions = true,
        subcommands = {DlqCommand.Listing.class, DlqCommand.Show.class, DlqCommand.Replay.class})
final class DlqCommand {
    private static final String PLACE = "PARTITION/OFFSET";
    private static final int SHORT = 60;

    private DlqCommand() {}

    /** @param place {@code PARTITION/OFFSET}, or an offset that only one partition has */
    private static DeadLetterQueue.Letter find(Map<String, Object> client, String place) {
        List<DeadLetterQueue.Letter> found = new ArrayList<>();
        DeadLetterQueue.each(client, letter -> {
            if (letter.place().equals(place) || Long.toString(letter.offset()).equals(place)) {
                found.add(letter);
            }
        });
        if (found.size() != 1) {
            throw new IllegalArgumentException("dead letter is " + place + ", allowed: " + (found.isEmpty()
                    ? "an " + PLACE + " that dlq list shows" : "one of " + String.join(", ", found.stream().map(DeadLetterQueue.Letter::place).toList())));
        }
        return found.getFirst();
    }

    private static String key(DeadLetterQueue.Letter letter) {
        return letter.key().map(key -> Printable.line(key, SHORT)).orElse("-");
    }

    private static String text(Optional<String> field, int most) {
        return field.map(text -> Printable.line(text.getBytes(StandardCharsets.UTF_8), most)).orElse("unknown");
    }

    @Command(name = "list", description = "One line per dead letter.", mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Output output;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            List<ObjectNode> rows = new ArrayList<>();
            DeadLetterQueue.each(connection.kafka(), letter -> rows.add(JsonNodeFactory.instance.objectNode()
                    .put("place", letter.place())
                    .put("time", letter.time().toString())
                    .put("from", text(letter.cause().map(DeadLetter::topic), SHORT))
                    .put("cause", text(letter.cause().map(DeadLetter::cause), SHORT))
                    .put("bytes", letter.value().map(value -> value.length).orElse(0))
                    .put("key", key(letter))
                    .put("reason", text(letter.cause().map(DeadLetter::reason), 2 * SHORT))));
            output.print(rows, () -> {
                Table table = new Table("PLACE", "TIME", "FROM", "CAUSE", "BYTES", "KEY", "REASON");
                rows.forEach(row -> table.row(row.properties().stream().map(cell -> cell.getValue().asText()).toArray()));
                return table.toString();
            });
            return ExitCodes.SUCCEEDED;
        }
    }

    @Command(name = "show", description = "Headers and value of a dead letter.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        /** Headers of other people's systems may carry what nobody should read off a terminal. */
        private static final Pattern SECRET = Pattern.compile("(?i).*(auth|token|secret|passw|credential|cookie|api.?key|signature).*");

        @Parameters(paramLabel = PLACE, description = "as dlq list shows it; the offset alone will do where only one partition has it")
        private String place;

        @Option(names = "--bytes", defaultValue = "4096", description = "of the value to show at most; default ${DEFAULT-VALUE}")
        private int bytes;

        @Mixin
        private Connection connection;

        @Override
        public Integer call() {
            DeadLetterQueue.Letter letter = find(connection.kafka(), place);
            System.out.println("place    " + letter.place());
            System.out.println("time     " + letter.time());
            System.out.println("from     " + letter.cause().map(cause -> text(Optional.of(cause.topic()), SHORT) + "/" + cause.partition() + "/" + cause.offset())
                    .orElse("unknown"));
            System.out.println("cause    " + text(letter.cause().map(DeadLetter::cause), SHORT));
            System.out.println("reason   " + text(letter.cause().map(DeadLetter::reason), Integer.MAX_VALUE));
            System.out.println("key      " + key(letter));
            letter.headers().forEach(header -> System.out.println("header   " + header(header)));
            System.out.println("value    " + letter.value().map(value -> value.length + " bytes\n" + Printable.block(value, Math.max(0, bytes))).orElse("none"));
            return 0;
        }

        private static String header(Header header) {
            byte[] value = Optional.ofNullable(header.value()).orElse(new byte[0]);
            String name = Printable.line(header.key().getBytes(StandardCharsets.UTF_8), SHORT);
            return name + ": " + (SECRET.matcher(header.key()).matches() ? "(hidden, " + value.length + " bytes)" : Printable.line(value, 4 * SHORT));
        }
    }

    @Command(name = "replay", mixinStandardHelpOptions = true,
            description = "Sends dead letters to where they came from, with bytes, key and headers as they were. Doing so twice is harmless.")
    static final class Replay implements Callable<Integer> {
        @ArgGroup(multiplicity = "1")
        private Which which;

        @Option(names = "--dry-run", description = "say what would be sent, and send nothing")
        private boolean dryRun;

        @Mixin
        private Connection connection;

        static final class Which {
            @Parameters(paramLabel = PLACE, arity = "1", description = "as dlq list shows it")
            private String place;

            @Option(names = "--all", description = "every dead letter there is now")
            private boolean all;
        }

        @Override
        public Integer call() {
            Map<String, Object> client = connection.kafka();
            try (DeadLetterQueue queue = new DeadLetterQueue(client)) {
                if (!which.all) {
                    replay(queue, find(client, which.place));
                    return ExitCodes.SUCCEEDED;
                }
                List<String> unknown = new ArrayList<>();
                DeadLetterQueue.each(client, letter -> {
                    try {
                        replay(queue, letter);
                    } catch (IllegalArgumentException e) {
                        unknown.add(e.getMessage());
                    }
                });
                unknown.forEach(System.err::println);
                return unknown.isEmpty() ? ExitCodes.SUCCEEDED : ExitCodes.FAILED;
            }
        }

        private void replay(DeadLetterQueue queue, DeadLetterQueue.Letter letter) {
            String what = letter.place() + " to " + letter.target().topic() + ": key " + key(letter) + ", " + letter.value().map(value -> value.length).orElse(0)
                    + " bytes, " + letter.headers().size() + " headers";
            if (!dryRun) {
                queue.replay(letter);
            }
            System.out.println((dryRun ? "would send " : "sent ") + what);
        }
    }
}
