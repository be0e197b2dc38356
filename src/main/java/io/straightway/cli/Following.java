package io.straightway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.event.EventJson;
import io.straightway.event.EventReader;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How commands follow jobs: told as it happens to people, and only the end to machines. */
final class Following {
    private Following() {}

    static JobFollower of(EventReader events, Output output, boolean several, Function<String, Optional<Outcome>> ended) {
        ProgressDisplay display = new ProgressDisplay(System.out, Terminal.attached() && !several, several);
        return new JobFollower(events, output.table() ? display::show : event -> {}, ended);
    }

    /** The terminal event, or a list of them. People have seen them already. */
    static void print(Map<String, JobEvent> ends, Output output) {
        if (!output.table()) {
            List<JsonNode> events = ends.values().stream().map(event -> Output.tree(EventJson.bytes(event))).toList();
            if (events.size() == 1) {
                output.print(events.getFirst(), String::new);
            } else {
                output.print(events, String::new);
            }
        }
    }
}
