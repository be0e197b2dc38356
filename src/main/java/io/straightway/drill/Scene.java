package io.straightway.drill;

import io.straightway.event.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What a fault works on. */
record Scene(Cluster cluster, Witness witness, Workload workload, Random random) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A unit that a living worker holds now. */
    record Held(JobStatus.Lease lease, Part worker) {
        String job() {
            return lease.unit().job();
        }
    }

    /** Waits for a unit of images that is in work. */
    Held held() throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            List<Held> all = cluster.board().all().stream().filter(status -> !status.ended()).flatMap(status -> status.leases().stream())
                    .filter(lease -> lease.unit().step() == 0)
                    .flatMap(lease -> cluster.worker(lease.worker()).stream().map(part -> new Held(lease, part))).toList();
            if (!all.isEmpty()) {
                return all.get(random.nextInt(all.size()));
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("no unit was in work within " + PATIENCE);
    }

    /** Waits until the worker takes a unit. */
    void awaitWork(Part worker) throws InterruptedException {
        Set<String> before = leases(worker);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (before.containsAll(leases(worker))) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(worker.name() + " took no unit within " + PATIENCE);
            }
            Thread.sleep(10);
        }
    }

    private Set<String> leases(Part worker) {
        return cluster.board().all().stream().flatMap(status -> status.leases().stream())
                .filter(lease -> WorkerGroup.pid(lease.worker()) == worker.pid()).map(lease -> lease.unit() + " " + lease.attempt()).collect(Collectors.toSet());
    }

    /** Jobs that a fault of the whole cluster concerns; waits until there are some. */
    Set<String> open() throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Set<String> open = witness.open();
        while (open.isEmpty()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("no job was open within " + PATIENCE);
            }
            Thread.sleep(10);
            open = witness.open();
        }
        return open;
    }

    Part anyCoordinator() {
        return any(cluster.coordinators());
    }

    Part anyWorker() {
        return any(cluster.workers());
    }

    private Part any(List<Part> parts) {
        return parts.get(random.nextInt(parts.size()));
    }
}
