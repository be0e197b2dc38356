package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.job.Artifact;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.Failure;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.metric.FeatureExtractor;
import io.straightway.metric.MetricException;
import io.straightway.metric.Moments;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Closes an evaluation job: publishes the statistics of the data set, if all its images were measured, and compares them if asked. */
record AssembleEvaluationRunner(Workbench bench) implements UnitRunner {

    @Override
    public Completion run(RunningUnit unit) {
        EvaluationSpec spec = (EvaluationSpec) unit.order().job();
        long begin = System.nanoTime();
        DatasetCard card = bench.datasets().card(spec.dataset());
        List<Artifact> inputs = unit.order().inputs();
        int shards = Math.ceilDiv(card.images(), spec.shardImages());
        Supplier<Measured.Taken> taken = once(() -> Takings.of(bench.store(), inputs, shards));
        List<Artifact> written = new ArrayList<>();
        List<Failure> lacking = new ArrayList<>();
        bench.references().extractor(card, spec.statistics().extractor()).ifPresent(extractor -> {
            try {
                written.add(publish(card, extractor, taken.get().shards()));
            } catch (MetricException e) {
                lacking.add(new Failure.BadInput("no statistics of " + card.name() + ": " + e.getMessage()));
            }
        });
        Optional<Measured> measured = spec.reference().map(name -> Measured.of(bench.references(),
                () -> bench.references().reference(bench.datasets().card(name), spec.statistics().extractor()), spec.statistics(), Optional.empty(), taken));
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, 0);
        measured.flatMap(Measured::lacking).ifPresent(lacking::addFirst);
        return () -> {
            written.add(report(spec, card, measured));
            return new UnitResult(1, written, measured.flatMap(Measured::distance), usage, lacking.stream().findFirst(), measured.flatMap(Measured::note));
        };
    }

    /** Read once for both uses, since moments of wide features are large; what is wrong is told to each that asks. */
    private static Supplier<Measured.Taken> once(Supplier<Measured.Taken> read) {
        try {
            Measured.Taken taken = read.get();
            return () -> taken;
        } catch (MetricException e) {
            return () -> {
                throw e;
            };
        }
    }

    private Artifact publish(DatasetCard card, FeatureExtractor extractor, List<Moments> shards) {
        Moments all = shards.stream().reduce(Moments::merge).orElseThrow(() -> new MetricException("no features were taken"));
        String key = References.key(card, extractor);
        byte[] bytes = bench.store().get(key).orElseGet(() -> {
            byte[] made = References.bytes(card, extractor, all);
            bench.store().putIfAbsent(key, made);
            return bench.store().get(key).orElse(made);
        });
        return new Artifact(Artifact.Role.REFERENCE, key, Digest.of(bytes), bytes.length, all.count());
    }

    private Artifact report(EvaluationSpec spec, DatasetCard card, Optional<Measured> measured) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("job", spec.id());
        report.put("dataset", card);
        measured.flatMap(Measured::distance).ifPresent(distance -> report.put("distance", distance));
        measured.flatMap(Measured::note).ifPresent(note -> report.put("note", note));
        return Uploads.report(bench.store(), Keys.report(spec.id()), report);
    }
}
