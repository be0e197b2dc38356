package io.straightway.drill;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.EventReader;
import io.straightway.event.From;
import io.straightway.event.Submitter;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.Seeds;
import io.straightway.job.UnitId;
import io.straightway.node.Node;
import io.straightway.node.Settings;
import io.straightway.recipe.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What broker, coordinator and the workers' protocol cost, without engine and without uploads: jobs per second, the latency from one
 * stage of a job's way to the next, and what more workers gain. All in one process.
 */
public final class ControlBench {
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final int PRODUCERS = 32;

    /**
     * Jobs that have been submitted and not ended, in a stream of them: those of a second at the rate that is aimed at. If all came at once, all
     * would be admitted before the first of them ended, and the ends alone would come faster than jobs can be done.
     */
    private static final int OPEN = 300;

    /** Between two jobs whose latency is measured: far enough apart that they don't wait for each other. */
    private static final Duration PACE = Duration.ofMillis(50);

    /** Of a unit, where more workers are compared with one: long enough that the workers' time is spent in units, as in earnest. */
    private static final Duration UNIT = Duration.ofMillis(250);

    private final int jobs;
    private final int warmUp;
    private final int workers;
    private final Map<String, Long> submitted = new HashMap<>();

    /** When an event of a kind was first read, by job. */
    private record Seen(Map<String, Long> started, Map<String, Long> generated, Map<String, Long> ended) {
        Seen() {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>());
        }
    }

    private final Seen seen = new Seen();

    /** What can be measured. */
    public enum Subject { PLANNING, THROUGHPUT, LATENCY, SCALING }

    private final Set<Subject> subjects;

    /**
     * @param jobs of one shard each in the burst
     * @param warmUp jobs before it, for the compilers: a Java process does its first thousand several times slower than its ten-thousandth
     * @param workers that take their units
     */
    public ControlBench(int jobs, int warmUp, int workers, Set<Subject> subjects) {
        this.jobs = jobs;
        this.warmUp = warmUp;
        this.workers = workers;
        this.subjects = Set.copyOf(subjects);
    }

    /** @param folder an empty one for broker and state */
    public Map<String, Object> run(Path folder) throws Exception {
        StraightwayConfig config = ConfigLoader.load(Map.of("straightway.data", folder.toString(), "straightway.embedded.kafka-port", "0",
                "straightway.embedded.store-port", "0", "straightway.roles", "coordinator"));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("cores", Runtime.getRuntime().availableProcessors());
        figures.put("loadAverage", load());
        figures.put("workers", workers);
        if (subjects.contains(Subject.PLANNING)) {
            figures.put("planning", Planning.measure());
        }
        try (Node node = Node.start(config);
                EventReader events = new EventReader(node.clients(), Settings.wire(config), From.BEGINNING);
                Submitter submitter = new Submitter(node.clients(), Settings.wire(config))) {
            StandIn.publish(node.store());
            if (subjects.contains(Subject.THROUGHPUT) || subjects.contains(Subject.LATENCY)) {
                figures.putAll(flow(config, node, submitter, events));
            }
            if (subjects.contains(Subject.SCALING)) {
                figures.put("scaling", scaling(config, node, submitter, events));
            }
        }
        figures.put("loadAverageAtEnd", load());
        return figures;
    }

    private Map<String, Object> flow(StraightwayConfig config, Node node, Submitter submitter, EventReader events) throws InterruptedException {
        PaperRunners quick = new PaperRunners(Duration.ZERO);
        Map<String, Object> figures = new LinkedHashMap<>();
        try (WorkerGroup group = new WorkerGroup(config, node.clients(), workers, token -> quick)) {
            figures.put("warmUp", burst("warm-up", warmUp, submitter, events));
            if (subjects.contains(Subject.THROUGHPUT)) {
                figures.put("throughput", burst("burst", jobs, submitter, events));
            }
            if (subjects.contains(Subject.LATENCY)) {
                figures.putAll(latencies(submitter, events, quick));
            }
        }
        return figures;
    }

    private Map<String, Object> scaling(StraightwayConfig config, Node node, Submitter submitter, EventReader events) throws InterruptedException {
        double one = scaled(config, node, submitter, events, 1);
        double eight = scaled(config, node, submitter, events, 8);
        return Map.of("unitSeconds", UNIT.toMillis() / 1e3, "oneWorkerUnitsPerSecond", one, "eightWorkersUnitsPerSecond", eight, "factor", eight / one);
    }

    private Map<String, Object> burst(String name, int jobs, Submitter submitter, EventReader events) {
        CpuTable cpu = CpuTable.begin();
        BrokerRequests requests = BrokerRequests.begin();
        long begin = System.nanoTime();
        stream(name, jobs, submitter, events);
        Map<String, Object> spent = cpu.perJob(jobs);
        Map<String, Double> asked = requests.perJob(jobs);
        List<Long> ends = ends(name).stream().sorted().toList();
        double all = seconds(begin, ends.getLast());
        // Neither the run-up nor the tail of the last few jobs.
        double middle = seconds(ends.get(jobs / 10), ends.get(jobs * 9 / 10));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("jobs", jobs);
        figures.put("jobsPerSecond", jobs / all);
        figures.put("sustainedJobsPerSecond", jobs * 0.8 / middle);
        figures.put("cpuMillisecondsPerJob", spent);
        figures.put("brokerRequestsPerJob", asked);
        figures.put("endedAfterSeconds", Quantiles.of(ends.stream().map(end -> seconds(begin, end)).toList()).figures());
        return figures;
    }

    private Map<String, Object> latencies(Submitter submitter, EventReader events, PaperRunners runners) throws InterruptedException {
        int count = Math.min(jobs, 200);
        for (int i = 0; i < count; i++) {
            submit(submitter, "paced", i);
            poll(events, PACE);
        }
        await(events, "paced", count);
        List<Double> toWorker = new ArrayList<>();
        List<Double> toEvent = new ArrayList<>();
        List<Double> toEnd = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String job = "paced-" + i;
            long begun = runners.begun(new UnitId(job, 0, 0)).orElseThrow();
            toWorker.add(seconds(of(job, submitted), begun));
            toEvent.add(seconds(of(job, submitted), of(job, seen.started())));
            toEnd.add(seconds(runners.ended(new UnitId(job, 1, 0)).orElseThrow(), of(job, seen.ended())));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("hopSeconds", hops(submitter, events).figures());
        figures.put("submitToStartSeconds", Quantiles.of(toWorker).figures());
        figures.put("submitToStartedEventSeconds", Quantiles.of(toEvent).figures());
        figures.put("lastReportToTerminalEventSeconds", Quantiles.of(toEnd).figures());
        return figures;
    }

    private static long of(String job, Map<String, Long> times) {
        return Optional.ofNullable(times.get(job)).orElseThrow(() -> new IllegalStateException("no time was noted for job " + job));
    }

    /** One pass through the coordinator alone: a submission that is answered with an event. */
    private Quantiles hops(Submitter submitter, EventReader events) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long begin = System.nanoTime();
            submitter.submit(job("paced-0", 1, 1));
            while (poll(events, Duration.ofMillis(100)).stream().noneMatch(event -> event.what() instanceof JobEvent.SubmissionRepeated)) {
                check(begin);
            }
            times.add(seconds(begin, System.nanoTime()));
        }
        return Quantiles.of(times);
    }

    /** Units per second in the generating step of one job. */
    private double scaled(StraightwayConfig config, Node node, Submitter submitter, EventReader events, int count) throws InterruptedException {
        String id = "scaled-" + count;
        int units = 40 * count;
        try (WorkerGroup group = new WorkerGroup(config, node.clients(), count, token -> new PaperRunners(UNIT))) {
            // The group must have joined before the time begins to count.
            submitter.submit(job(id + "-warm-up", 2L * count, 1));
            awaitEnd(events, (id + "-warm-up")::equals, 1);
            submitter.submit(job(id, units, 1));
            awaitEnd(events, id::equals, 1);
        }
        return units / seconds(of(id, seen.started()), of(id, seen.generated()));
    }

    private void stream(String name, int count, Submitter submitter, EventReader events) {
        Semaphore room = new Semaphore(OPEN);
        // Each waits for its confirmation, as every producer of jobs should; so there are many at a time.
        try (ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS)) {
            List<CompletableFuture<Void>> submissions = IntStream.range(0, count).mapToObj(i -> CompletableFuture.runAsync(() -> {
                room.acquireUninterruptibly();
                submit(submitter, name, i);
            }, producers)).toList();
            try {
                long begin = System.nanoTime();
                for (int ended = 0; ended < count;) {
                    int now = (int) poll(events, Duration.ofMillis(100)).stream().filter(event -> event.what() instanceof JobEvent.Ended).count();
                    ended += now;
                    room.release(now);
                    check(begin);
                    // Tells of a submission that was not confirmed, which would be waited for in vain.
                    submissions.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
                }
            } finally {
                room.release(count);
            }
        }
    }

    private void submit(Submitter submitter, String name, int number) {
        String id = name + "-" + number;
        synchronized (submitted) {
            submitted.put(id, System.nanoTime());
        }
        submitter.submit(job(id, 1, 1));
    }

    private static GenerationSpec job(String id, long images, int shard) {
        return new GenerationSpec(id, StandIn.MODEL, new Seeds(0, images), new Classes.None(), Optional.empty(), Precision.FP32, shard, 1, Optional.empty());
    }

    private List<Long> ends(String name) {
        return seen.ended().entrySet().stream().filter(end -> end.getKey().startsWith(name + "-")).map(Map.Entry::getValue).toList();
    }

    private void await(EventReader events, String name, int count) {
        awaitEnd(events, job -> job.startsWith(name + "-"), count);
    }

    private void awaitEnd(EventReader events, Predicate<String> jobs, int count) {
        long begin = System.nanoTime();
        long ended = seen.ended().keySet().stream().filter(jobs).count();
        while (ended < count) {
            ended += poll(events, Duration.ofMillis(100)).stream().filter(event -> event.what() instanceof JobEvent.Ended && jobs.test(event.job())).count();
            check(begin);
        }
    }

    private static void check(long begin) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
            throw new IllegalStateException("no answer within " + PATIENCE);
        }
    }

    private List<JobEvent> poll(EventReader events, Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        List<JobEvent> all = new ArrayList<>();
        do {
            List<JobEvent> some = events.poll(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            long now = System.nanoTime();
            for (JobEvent event : some) {
                switch (event.what()) {
                    case JobEvent.Started started -> seen.started().putIfAbsent(event.job(), now);
                    case JobEvent.StepCompleted step -> seen.generated().putIfAbsent(event.job(), now);
                    case JobEvent.Ended ended -> seen.ended().putIfAbsent(event.job(), now);
                    case JobEvent.Rejected rejected -> throw new IllegalStateException(rejected.failure().message());
                    default -> {}
                }
            }
            all.addAll(some);
        } while (all.isEmpty() && System.nanoTime() < until);
        return all;
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }
}
