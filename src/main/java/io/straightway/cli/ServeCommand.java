package io.straightway.cli;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import sun.misc.Signal;

@Command(name = "serve", mixinStandardHelpOptions = true, description = "Runs a node: what straightway.roles names, with broker and object store embedded unless configured otherwise.")
final class ServeCommand implements Callable<Integer> {
    /**
     * SIGTERM is how a node is asked to leave in peace, so leaving then is a success; Java alone would say 143. In development mode the
     * process outlives the node.
     */
    @Override
    public Integer call() {
        if (!LaunchMode.current().isDev()) {
            Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
        }
        Quarkus.run();
        return 0;
    }
}
