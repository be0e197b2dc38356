package io.straightway.drill;

import io.straightway.config.StraightwayConfig;
import io.straightway.event.StatusBoard;
import io.straightway.event.Submitter;
import io.straightway.event.Wire;
import io.straightway.node.Settings;
import io.straightway.telemetry.Telemetry;
import io.straightway.worker.Runners;
import io.straightway.worker.SteadyClock;
import io.straightway.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Several workers in this process. They share what workers of one process can share: the view of all jobs, and the sender of reports. */
final class WorkerGroup implements AutoCloseable {
    private final StatusBoard board;
    private final Submitter reports;
    private final List<Worker> workers = new ArrayList<>();

    /** @param runners given the token that makes a worker's keys its own */
    WorkerGroup(StraightwayConfig config, Map<String, Object> clients, int count, Function<String, Runners> runners) {
        Wire wire = Settings.wire(config);
        board = StatusBoard.follow(clients, wire);
        reports = new Submitter(clients, wire);
        for (int i = 0; i < count; i++) {
            String token = "%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
            workers.add(new Worker(name(ProcessHandle.current().pid(), token), config.worker().pool(), clients, wire, reports, board, List.of(runners.apply(token)),
                    config.units().lease(), config.worker().heartbeat(), new SteadyClock(), Telemetry.quiet()));
        }
    }

    private static String name(long pid, String token) {
        return "stand-in-" + pid + "-" + token;
    }

    /** Process id of the worker of that name. */
    static long pid(String worker) {
        return Long.parseLong(worker.split("-")[2]);
    }

    @Override
    public void close() {
        CompletableFuture.allOf(workers.stream().map(worker -> CompletableFuture.runAsync(worker::close, task -> Thread.ofPlatform().start(task)))
                .toArray(CompletableFuture[]::new)).join();
        reports.close();
        board.close();
    }
}
