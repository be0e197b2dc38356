package io.straightway.worker;

import io.straightway.ablation.Made;
import io.straightway.job.Artifact;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does a unit of an ablation unless it was done before, by this job or another: then what it made is taken over, and costs nothing.
 *
 * @param maker does it
 */
record TakingOver(Workbench bench, UnitRunner maker) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) throws Exception {
        Optional<Identity> identity = Identity.of(bench, unit.order());
        return identity.isPresent() ? run(unit, identity.get()) : maker.run(unit);
    }

    private Completion run(RunningUnit unit, Identity identity) throws Exception {
        WorkOrder order = unit.order();
        Optional<byte[]> before = bench.store().get(identity.key());
        if (before.isPresent() && whole(before.get())) {
            unit.progressed(order.work().amount());
            return () -> result(order, identity, before.get(), Usage.NONE);
        }
        Completion completion = maker.run(unit);
        return () -> {
            UnitResult made = completion.complete();
            if (made.amount() < order.work().amount() || made.lacking().isPresent()) {
                return made;
            }
            byte[] record = Json.bytes(new Made(order.job().id(), identity.of(), made.artifacts(), made.usage(), made.distance()), Made.class);
            return result(order, identity, keep(identity.key(), record, before.isPresent()), made.usage());
        };
    }

    /** The record that counts: of two that were made at once, the one that was there first. */
    private byte[] keep(String key, byte[] record, boolean broken) {
        if (broken) {
            bench.store().put(key, record);
            return record;
        }
        return bench.store().putIfAbsent(key, record).isPresent() ? record : bench.store().get(key).filter(this::whole).orElse(record);
    }

    /** Whether all that it names is still there: pairs go with the job that made them, and models may be removed by hand. */
    private boolean whole(byte[] record) {
        return Json.read(record, Made.class).artifacts().stream()
                .allMatch(artifact -> bench.store().stat(artifact.key()).filter(found -> found.bytes() == artifact.bytes()).isPresent());
    }

    private UnitResult result(WorkOrder order, Identity identity, byte[] record, Usage usage) {
        Made made = Json.read(record, Made.class);
        List<Artifact> artifacts = switch (identity.kind()) {
            case TEACHERS -> made.artifacts();
            case PAIRS -> made.job().equals(order.job().id()) ? made.artifacts() : copied(order, made.artifacts());
            case STUDENTS -> List.of(reference(Artifact.Role.STUDENT, identity, record));
            case CELLS -> List.of(reference(Artifact.Role.CELL, identity, record));
        };
        return new UnitResult(order.work().amount(), artifacts, Optional.empty(), usage, Optional.empty());
    }

    private static Artifact reference(Artifact.Role role, Identity identity, byte[] record) {
        return new Artifact(role, identity.key(), Digest.of(record), record.length, 1);
    }

    /** Pairs lie with the job that uses them: those of another go when it is forgotten. */
    private List<Artifact> copied(WorkOrder order, List<Artifact> theirs) {
        List<Artifact> ours = new ArrayList<>();
        for (Artifact pairs : theirs) {
            ours.add(Uploads.put(bench.store(), pairs.role(), Keys.pairs(order.job().id(), Trainings.stage(order), index(order.work()), order.attempt(), bench.run()),
                    Uploads.get(bench.store(), pairs), pairs.count()));
        }
        return ours;
    }

    private static int index(Work work) {
        return switch (work) {
            case Work.MakePairs pairs -> pairs.index();
            case Work.InvertImages images -> images.index();
            default -> throw new IllegalArgumentException(work + " makes no pairs");
        };
    }
}
