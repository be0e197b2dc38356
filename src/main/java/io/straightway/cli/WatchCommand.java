package io.straightway.cli;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.node.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = "Follows a job to its end. Exit code 0 only if it succeeds.", mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "a job's id")
    private String id;

    @Override
    public Integer call() {
        StraightwayConfig config = ConfigLoader.load();
        try (EventReader events = new EventReader(Settings.kafka(config), Settings.wire(config), From.BEGINNING)) {
            return new JobFollower(events, new ProgressDisplay(System.out)).follow(id) ? 0 : 1;
        }
    }
}
