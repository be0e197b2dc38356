package io.straightway.drill;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.embedded.EmbeddedKafka;
import io.straightway.json.Json;
import io.straightway.node.Node;
import io.straightway.node.Settings;
import io.straightway.store.ObjectStore;
import io.straightway.worker.Runners;
import io.straightway.worker.Workbench;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jboss.logmanager.handlers.ConsoleHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code straightway drill}: the drill itself, and the processes it starts. */
@Command(name = "drill", mixinStandardHelpOptions = true,
        description = "Runs jobs on a cluster of processes while it kills, stops and disturbs them; a stand-in takes the engine's place. Fails if anything is lost.",
        subcommands = {DrillCommand.Broker.class, DrillCommand.CoordinatorPart.class, DrillCommand.WorkerPart.class})
public final class DrillCommand implements Callable<Integer> {
    @Option(names = "--minutes", defaultValue = "5", description = "how long faults go on, each coming at least once; default ${DEFAULT-VALUE}")
    private double minutes;

    @Option(names = "--short", description = "each fault once")
    private boolean once;

    @Option(names = "--seed", defaultValue = "1", description = "decides jobs and order of the faults; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--jobs", defaultValue = "100", description = "submitted at least; default ${DEFAULT-VALUE}")
    private int jobs;

    @Option(names = "--workers", defaultValue = "3", description = "worker processes; default ${DEFAULT-VALUE}")
    private int workers;

    @Option(names = "--data", description = "an empty folder for logs, broker and objects; a temporary one if left out")
    private Path data;

    @Option(names = "--json", description = "print one JSON object and nothing else")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path folder = data == null ? Files.createTempDirectory("straightway-drill") : Files.createDirectories(data).toAbsolutePath();
        PrintStream told = json ? System.err : System.out;
        long begin = System.nanoTime();
        Drill drill = new Drill(new Drill.Options(folder, once ? Duration.ZERO : Duration.ofSeconds(Math.round(minutes * 60)), seed, jobs, workers),
                line -> told.printf("%6.1f %s%n", (System.nanoTime() - begin) / 1e9, line));
        DrillReport report = drill.run();
        System.out.println(json ? Json.line(report.figures()) : report.table());
        return report.passed() ? 0 : 1;
    }

    /** Says that the process is ready, and leaves everything else to signals. */
    private static int serve(AutoCloseable part) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
        // Nobody else would end it if the drill were killed.
        ProcessHandle.current().parent().map(ProcessHandle::onExit).ifPresent(end -> {
            var unused = end.thenRun(() -> Runtime.getRuntime().halt(1));
        });
        System.out.println(Part.READY + " " + ProcessHandle.current().pid());
        new CountDownLatch(1).await();
        return 0;
    }

    private static void logWarnings() {
        ConsoleHandler handler = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, new org.jboss.logmanager.formatters.PatternFormatter("%d{HH:mm:ss,SSS} %-5p %c{2.} %s%e%n"));
        java.util.logging.Logger.getLogger("").addHandler(handler);
    }

    @Command(name = "broker", hidden = true, description = "A broker of the drill.")
    static final class Broker implements Callable<Integer> {
        @Option(names = "--port", required = true)
        private int port;

        @Option(names = "--data", required = true)
        private Path folder;

        @Override
        public Integer call() throws Exception {
            logWarnings();
            return serve(EmbeddedKafka.start(folder, port));
        }
    }

    @Command(name = "coordinator", hidden = true, description = "A coordinator of the drill: an ordinary node.")
    static final class CoordinatorPart implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            logWarnings();
            return serve(Node.start(ConfigLoader.load()));
        }
    }

    @Command(name = "worker", hidden = true, description = "A worker of the drill, with the stand-in.")
    static final class WorkerPart implements Callable<Integer> {
        @Option(names = "--millis-per-image", required = true)
        private long millisPerImage;

        @Override
        public Integer call() throws Exception {
            logWarnings();
            StraightwayConfig config = ConfigLoader.load();
            ObjectStore store = ObjectStore.of(Settings.store(config));
            return serve(new WorkerGroup(config, Settings.kafka(config), 1,
                    token -> Runners.of(Workbench.standIn(store, token, StandIn.taking(Duration.ofMillis(millisPerImage))))));
        }
    }
}
