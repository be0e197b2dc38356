package io.straightway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "config", mixinStandardHelpOptions = true,
        description = "Contexts: named sets of connection settings in ~/.straightway/config or $STRAIGHTWAY_CONFIG.",
        subcommands = {ConfigCommand.SetContext.class, ConfigCommand.UseContext.class, ConfigCommand.GetContexts.class, ConfigCommand.CurrentContext.class,
            ConfigCommand.DeleteContext.class, ConfigCommand.View.class})
final class ConfigCommand {
    private ConfigCommand() {}

    @Command(name = "set-context", mixinStandardHelpOptions = true, description = "Makes a context, or changes settings of one. The first becomes the current one.")
    static final class SetContext implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "name of the context")
        private String name;

        @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT,…", description = "brokers")
        private Optional<String> broker = Optional.empty();

        @Option(names = "--kafka-property", paramLabel = "NAME=VALUE", description = "property of every Kafka client, such as security.protocol=SASL_SSL; may be repeated")
        private Map<String, String> properties = new LinkedHashMap<>();

        @Option(names = "--store-endpoint", paramLabel = "URL", description = "S3 store")
        private Optional<String> endpoint = Optional.empty();

        @Option(names = "--bucket", description = "bucket of the store")
        private Optional<String> bucket = Optional.empty();

        @Option(names = "--region", description = "region of the store")
        private Optional<String> region = Optional.empty();

        @Option(names = "--access-key", description = "access key of the store")
        private Optional<String> accessKey = Optional.empty();

        @Option(names = "--secret-key", arity = "0..1", interactive = true, paramLabel = "SECRET", description = "secret key of the store; asked for if the value is left out")
        private Optional<String> secretKey = Optional.empty();

        @Option(names = "--registry", paramLabel = "URL", description = "schema registry")
        private Optional<String> registry = Optional.empty();

        @Option(names = "--events-format", paramLabel = "avro|json", description = "how events are written")
        private Optional<String> format = Optional.empty();

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "any other setting of a connection, such as store.certificate=ca.pem")
        private Map<String, String> others = new LinkedHashMap<>();

        @Override
        public Integer call() {
            Map<String, String> settings = new LinkedHashMap<>();
            others.forEach((key, value) -> {
                String bare = key.startsWith(ContextFile.PREFIX) ? key.substring(ContextFile.PREFIX.length()) : key;
                ContextFile.requireKnown(bare, "--set ");
                settings.put(bare, value);
            });
            properties.forEach((key, value) -> settings.put("kafka.properties." + key, value));
            Map.of("kafka.bootstrap-servers", broker, "store.endpoint", endpoint, "store.bucket", bucket, "store.region", region, "store.access-key", accessKey,
                    "store.secret-key", secretKey, "schema-registry.url", registry, "events.format", format)
                    .forEach((key, value) -> value.ifPresent(given -> settings.put(key, given)));
            ContextFile file = ContextFile.usual();
            Contexts before = file.read();
            file.write(before.with(name, settings));
            System.out.println("Context " + name + (before.all().containsKey(name) ? " changed" : " made") + " in " + file.path() + ".");
            return ExitCodes.SUCCEEDED;
        }
    }

    @Command(name = "use-context", mixinStandardHelpOptions = true, description = "Makes a context the current one.")
    static final class UseContext implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "name of the context")
        private String name;

        @Override
        public Integer call() {
            ContextFile file = ContextFile.usual();
            file.write(file.read().using(name));
            System.out.println("Context " + name + " is the current one.");
            return ExitCodes.SUCCEEDED;
        }
    }

    @Command(name = "get-contexts", mixinStandardHelpOptions = true, description = "Lists the contexts; * marks the current one.")
    static final class GetContexts implements Callable<Integer> {
        @Mixin
        private Output output;

        @Override
        public Integer call() {
            Contexts contexts = ContextFile.usual().read();
            List<ObjectNode> rows = contexts.all().entrySet().stream().map(context -> JsonNodeFactory.instance.objectNode()
                    .put("name", context.getKey())
                    .put("current", contexts.current().filter(context.getKey()::equals).isPresent())
                    .put("brokers", context.getValue().getOrDefault("kafka.bootstrap-servers", ""))
                    .put("store", context.getValue().getOrDefault("store.endpoint", ""))).toList();
            output.print(rows, () -> {
                Table table = new Table("CURRENT", "NAME", "BROKERS", "STORE");
                rows.forEach(row -> table.row(row.get("current").asBoolean() ? "*" : "", row.get("name").asText(), row.get("brokers").asText(), row.get("store").asText()));
                return table.toString();
            });
            return ExitCodes.SUCCEEDED;
        }
    }

    @Command(name = "current-context", mixinStandardHelpOptions = true, description = "Prints the name of the current context.")
    static final class CurrentContext implements Callable<Integer> {
        @Override
        public Integer call() {
            Optional<String> current = ContextFile.usual().read().current();
            current.ifPresentOrElse(System.out::println, () -> System.err.println("No context is the current one. straightway config use-context NAME chooses one."));
            return current.isPresent() ? ExitCodes.SUCCEEDED : ExitCodes.FAILED;
        }
    }

    @Command(name = "delete-context", mixinStandardHelpOptions = true, description = "Removes a context.")
    static final class DeleteContext implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "name of the context")
        private String name;

        @Override
        public Integer call() {
            ContextFile file = ContextFile.usual();
            file.write(file.read().without(name));
            System.out.println("Context " + name + " removed from " + file.path() + ".");
            return ExitCodes.SUCCEEDED;
        }
    }

    @Command(name = "view", mixinStandardHelpOptions = true, description = "Prints the contexts, with secrets masked.")
    static final class View implements Callable<Integer> {
        @Mixin
        private Output output;

        @Override
        public Integer call() {
            Contexts contexts = ContextFile.usual().read().masked();
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            contexts.current().ifPresent(name -> tree.put("current-context", name));
            tree.set("contexts", contexts.tree());
            output.print(tree, () -> YamlText.of(tree).stripTrailing());
            return ExitCodes.SUCCEEDED;
        }
    }
}
