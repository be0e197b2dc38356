package io.straightway.web;

import io.quarkus.runtime.ShutdownEvent;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.EventBoard;
import io.straightway.event.Submitter;
import io.straightway.event.Workforce;
import io.straightway.node.NodeLifecycle;
import io.straightway.node.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kafka clients of the API, made when somebody first needs them: a node that nobody looks at pays for none. */
@ApplicationScoped
class Followers {
    /** Reading the whole event topic takes so long at most before somebody is answered with what is there. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NodeLifecycle lifecycle;
    private final StraightwayConfig config;
    private final List<AutoCloseable> made = new ArrayList<>();
    private Optional<EventBoard> events = Optional.empty();
    private Optional<Submitter> submitter = Optional.empty();
    private Optional<Workforce> workforce = Optional.empty();

    @Inject
    Followers(NodeLifecycle lifecycle, StraightwayConfig config) {
        this.lifecycle = lifecycle;
        this.config = config;
    }

    EventBoard events() {
        EventBoard board = board();
        try {
            board.awaitCaughtUp(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return board;
    }

    private synchronized EventBoard board() {
        if (events.isEmpty()) {
            events = Optional.of(kept(EventBoard.follow(lifecycle.node().clients(), Settings.wire(config))));
        }
        return events.get();
    }

    synchronized Submitter submitter() {
        if (submitter.isEmpty()) {
            submitter = Optional.of(kept(new Submitter(lifecycle.node().clients(), Settings.wire(config))));
        }
        return submitter.get();
    }

    synchronized Workforce workforce() {
        if (workforce.isEmpty()) {
            workforce = Optional.of(kept(new Workforce(lifecycle.node().clients())));
        }
        return workforce.get();
    }

    private <T extends AutoCloseable> T kept(T client) {
        made.add(client);
        return client;
    }

    synchronized void close(@Observes ShutdownEvent event) throws Exception {
        for (AutoCloseable client : made) {
            client.close();
        }
        made.clear();
    }
}
