package io.straightway.drill;

import io.straightway.event.JobStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a fault works on. */
record Scene(Cluster cluster, Witness witness, Workload workload, Random random) {
    /** No shorter than that for recovery: what came of the last fault may go on. */
    private static final Duration PATIENCE = Recovery.PATIENCE;

    /** After which the lease of an upload would have been seen: news take a while on a busy machine, and a worker without a lease may upload too. */
    private static final Duration SEEN = Cluster.LEASE.multipliedBy(3);

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
            List<Held> all = all();
            if (!all.isEmpty()) {
                return all.get(random.nextInt(all.size()));
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("no unit was in work within " + PATIENCE);
    }

    private List<Held> all() {
        return cluster.board().all().stream().filter(status -> !status.ended()).flatMap(status -> status.leases().stream())
                .filter(lease -> lease.unit().step() == 0)
                .flatMap(lease -> cluster.worker(lease.worker()).stream().map(part -> new Held(lease, part))).toList();
    }

    /**
     * Waits until it is known that a worker which was killed or stopped had the unit in work, and not merely a lease that was not yet seen to have ended.
     *
     * @param since {@link System#nanoTime()} before
     * @throws MomentMissed if the unit was done, or its job ended
     */
    void requireBrokenOff(Held held, long since) throws InterruptedException, MomentMissed {
        JobStatus.Lease lease = held.lease();
        boolean brokeOff = witness.brokeOff(lease.unit(), lease.attempt(), since, PATIENCE)
                .orElseThrow(() -> new IllegalStateException("attempt " + lease.attempt() + " at " + lease.unit() + " neither lapsed nor ended within " + PATIENCE));
        if (!brokeOff) {
            throw new MomentMissed("attempt " + lease.attempt() + " at " + lease.unit() + " had ended");
        }
    }

    /** Waits for an upload of a shard, under a lease that can be seen. Uploads have to be held meanwhile, so that it lasts. */
    Held uploading() throws InterruptedException, MomentMissed {
        Set<StoreProxy.Upload> uploads = new LinkedHashSet<>();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            Optional<StoreProxy.Upload> next = Optional.ofNullable(cluster.proxy().held().poll(20, TimeUnit.MILLISECONDS));
            if (uploads.isEmpty() && next.isPresent()) {
                until = System.nanoTime() + SEEN.toNanos();
            }
            next.ifPresent(uploads::add);
            List<Held> under = all().stream().filter(held -> uploads.stream().anyMatch(upload -> upload.under(held.lease()))).toList();
            if (!under.isEmpty()) {
                return under.getFirst();
            }
        }
        if (uploads.isEmpty()) {
            throw new IllegalStateException("no worker uploaded a shard within " + PATIENCE);
        }
        throw new MomentMissed("nobody holds a lease for " + uploads);
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

    Part anyCoordinator() throws IOException, InterruptedException {
        return any("coordinator", cluster::coordinators);
    }

    Part anyWorker() throws IOException, InterruptedException {
        return any("worker", cluster::workers);
    }

    /** One that works: of those that still start, as after the last fault, nothing is to be disturbed. */
    private Part any(String kind, Supplier<List<Part>> parts) throws IOException, InterruptedException {
        long until = System.nanoTime() + Cluster.START.toNanos();
        while (System.nanoTime() < until) {
            List<Part> ready = new ArrayList<>();
            for (Part part : parts.get()) {
                if (part.alive() && part.ready()) {
                    ready.add(part);
                }
            }
            if (!ready.isEmpty()) {
                return ready.get(random.nextInt(ready.size()));
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("no " + kind + " was ready within " + Cluster.START);
    }
}
