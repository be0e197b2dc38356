package io.straightway.drill;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where a process that is a whole installation spends its processor time: by the names of its threads. */
final class CpuTable {
    /** Whom a thread works for. */
    enum Part {
        BROKER,
        COORDINATOR,
        /** Loops, clients and heartbeats of the workers. */
        WORKERS,
        /** Whoever submits and reads events, and what is not known. */
        OTHERS,
        /** Compilers and garbage collectors. */
        JVM;

        static Part of(String thread) {
            if (thread.contains("straightway-coordinator")) {
                return COORDINATOR;
            }
            if (thread.startsWith("worker") || thread.startsWith("finish-") || thread.startsWith("engine") || thread.startsWith("ForkJoinPool")
                    || thread.startsWith("consumer_background_thread") || thread.startsWith("heartbeat") || thread.startsWith("status-board")
                    || thread.contains("straightway-submitter")) {
                return WORKERS;
            }
            if (thread.startsWith("data-plane") || thread.startsWith("kafka-") || thread.startsWith("executor-") || thread.contains("coordinator")
                    || thread.startsWith("TxnMarker") || thread.startsWith("AddPartitions") || thread.startsWith("Persister")
                    || thread.startsWith("quorum-controller") || thread.startsWith("broker-") || thread.startsWith("ExpirationReaper")
                    || thread.startsWith("share-") || thread.startsWith("raft")) {
                return BROKER;
            }
            return OTHERS;
        }
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Map<Long, Long> before = new HashMap<>();
    private final long allBefore = PROCESS.getProcessCpuTime();

    private CpuTable() {}

    static CpuTable begin() {
        CpuTable table = new CpuTable();
        for (long id : THREADS.getAllThreadIds()) {
            table.before.put(id, THREADS.getThreadCpuTime(id));
        }
        return table;
    }

    /** Milliseconds of processor time of each part since the beginning, for each of {@code jobs}. */
    Map<String, Object> perJob(int jobs) {
        Map<Part, Long> nanos = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            nanos.put(part, 0L);
        }
        long known = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null) {
                long spent = Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()) - before.getOrDefault(thread.getThreadId(), 0L));
                known += spent;
                nanos.merge(Part.of(thread.getThreadName()), spent, Long::sum);
            }
        }
        long all = PROCESS.getProcessCpuTime() - allBefore;
        nanos.put(Part.JVM, Math.max(0, all - known));
        Map<String, Object> figures = new LinkedHashMap<>();
        nanos.forEach((part, spent) -> figures.put(part.name().toLowerCase(Locale.ROOT), spent / 1e6 / jobs));
        figures.put("all", all / 1e6 / jobs);
        return figures;
    }
}
