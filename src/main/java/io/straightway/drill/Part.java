package io.straightway.drill;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One process of the cluster under drill. */
final class Part implements AutoCloseable {
    /** What a part prints once it works. */
    static final String READY = "ready";

    private final String name;
    private final Path log;
    private final Path clock;
    private final Process process;
    private volatile boolean ready;

    private Part(String name, Path log, Path clock, Process process) {
        this.name = name;
        this.log = log;
        this.clock = clock;
        this.process = process;
    }

    /** Starts this very program again, as {@code drill <arguments>}. */
    static Part start(String name, Path folder, Map<String, String> environment, Optional<ShiftedClock> clocks, String... arguments) throws IOException {
        Path log = folder.resolve(name + ".log");
        Path clock = folder.resolve(name + ".clock");
        List<String> all = new ArrayList<>(List.of("drill"));
        all.addAll(List.of(arguments));
        ProcessBuilder builder = program(log, environment, all);
        clocks.ifPresent(shifted -> builder.environment().putAll(shifted.environment(clock)));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Part(name, log, clock, process);
    }

    private static ProcessBuilder program(Path log, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m", "-Xss512k", "-XX:ErrorFile=" + log.resolveSibling("crash-%p.log")));
        String program = System.getProperty("sun.java.command").split(" ")[0];
        command.addAll(program.endsWith(".jar") ? List.of("-jar", new File(program).getAbsolutePath())
                : List.of("-cp", System.getProperty("java.class.path"), program));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** @throws IllegalStateException with the end of its log if it ends or does not say that it is ready */
    Part awaitReady(Duration patience) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!ready()) {
            if (!alive() || System.nanoTime() > until) {
                throw new IllegalStateException("part " + name + (alive() ? " is not ready after " + patience : " ended while it started") + ":\n" + log());
            }
            Thread.sleep(50);
        }
        return this;
    }

    /** Whether it has said that it works. */
    boolean ready() throws IOException {
        ready = ready || log().lines().anyMatch((READY + " " + pid())::equals);
        return ready;
    }

    /** Byte by byte: it is being written, maybe in the middle of a character, and poison records are no text. */
    private String log() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and SIGKILL if that does not help. */
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }

    void signal(String signal) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor() != 0) {
            throw new IllegalStateException("part " + name + " could not be sent " + signal);
        }
    }

    void jump(Duration by) {
        ShiftedClock.shift(clock, by);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
