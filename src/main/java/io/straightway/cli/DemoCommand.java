package io.straightway.cli;

import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "demo", description = "Runs the main job on the Emoji set, everything in this process.", mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /** Quarkus makes the application itself, so the options reach it this way. */
    static Optional<Path> emoji = Optional.empty();

    static boolean keep;

    @Option(names = "--emoji", required = true, description = "the iconify__json jar from Maven Central")
    private Path jar;

    @Option(names = "--keep", description = "go on running after the demo")
    private boolean stay;

    @Override
    public Integer call() {
        emoji = Optional.of(jar);
        keep = stay;
        AtomicInteger exit = new AtomicInteger();
        Quarkus.run(Demo.class, (code, failure) -> {
            exit.set(code);
            if (failure != null) {
                System.err.println(Explain.inOneLine(failure));
            }
        });
        return exit.get();
    }
}
