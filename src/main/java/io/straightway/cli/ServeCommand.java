package io.straightway.cli;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "serve", description = "Runs a node: what straightway.roles names, with broker and object store embedded unless configured otherwise.")
final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        Quarkus.run();
        return 0;
    }
}
