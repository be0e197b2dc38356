package io.straightway.worker;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.generate.Manifest;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.Distance;
import io.straightway.job.GenerationSpec;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.json.Json;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Closes a generation job: one manifest, one distance from the shards' moments, one grid to look at.
 *
 * @param shelf where the objects go
 */
record AssembleImagesRunner(Workbench bench, Shelf shelf) implements UnitRunner {
    /** Images in the grid. */
    private static final int SHOWN = 64;

    interface Shelf {
        ObjectRef put(String key, byte[] bytes);
    }

    /** For a unit that the coordinator has issued: every attempt at it has the same inputs, so the newest may replace the others. */
    static AssembleImagesRunner replacing(Workbench bench) {
        return new AssembleImagesRunner(bench, bench.store()::put);
    }

    /**
     * For an attempt that assembles its own shard before the coordinator knows of it, and may be a zombie: whoever replaces finds nothing of
     * it that comes later.
     */
    static AssembleImagesRunner first(Workbench bench) {
        return new AssembleImagesRunner(bench, (key, bytes) -> bench.store().putIfAbsent(key, bytes)
                .orElseThrow(() -> new StoreException(key + " is there already, from another attempt")));
    }

    @Override
    public Completion run(RunningUnit unit) {
        GenerationSpec spec = (GenerationSpec) unit.order().job();
        List<Artifact> inputs = unit.order().inputs();
        long begin = System.nanoTime();
        Measured measured = measure(spec, inputs);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return () -> {
            List<Artifact> written = new ArrayList<>(manifest(spec, inputs));
            written.add(grid(spec, Uploads.of(inputs, Artifact.Role.SHARD)));
            written.add(report(spec, measured));
            return new UnitResult(1, written, measured.distance(), new Usage(seconds, 0), measured.lacking(), measured.note());
        };
    }

    private Measured measure(GenerationSpec spec, List<Artifact> inputs) {
        Optional<DatasetCard> card = spec.reference().map(bench.datasets()::card);
        ModelCard model = bench.models().card(spec.model());
        Distance.Drawn drawn = new Distance.Drawn(spec.model().toString(), model.weightsSha256(), model.emaHalfLife(), spec.sampling().orElseThrow(),
                spec.precision(), spec.seeds(), spec.batch());
        return Measured.of(bench.references(), () -> card.flatMap(known -> bench.references().reference(known, spec.statistics().extractor())),
                spec.statistics(), Optional.of(drawn), () -> Takings.of(bench.store(), inputs, Uploads.of(inputs, Artifact.Role.SHARD).size()));
    }

    private List<Artifact> manifest(GenerationSpec spec, List<Artifact> inputs) {
        List<ManifestEntry> entries = new ArrayList<>();
        for (Artifact part : Uploads.of(inputs, Artifact.Role.MANIFEST_PART)) {
            entries.addAll(ManifestLines.read(part.key(), Uploads.get(bench.store(), part)));
        }
        entries.sort(Comparator.comparingLong(ManifestEntry::seed));
        ObjectRef lines = shelf.put(Keys.manifestLines(spec.id()), ManifestLines.write(entries));
        ModelCard model = bench.models().card(spec.model());
        List<ObjectRef> shards = Uploads.of(inputs, Artifact.Role.SHARD).stream()
                .sorted(Comparator.comparing(Artifact::key)).map(Uploads::ref).toList();
        Manifest manifest = new Manifest(spec.id(), spec.model().toString(), model.weightsSha256(), Json.line(spec.sampling().orElseThrow()),
                spec.seeds().count(), entries.size(), shards, lines, ManifestLines.digest(entries));
        return List.of(
                artifact(Artifact.Role.MANIFEST, shelf.put(Keys.manifest(spec.id()), manifest.json()), entries.size()),
                artifact(Artifact.Role.MANIFEST, lines, entries.size()));
    }

    /** The first images by class, so that a person sees at a glance what each class became. */
    private Artifact grid(GenerationSpec spec, List<Artifact> shards) {
        Artifact first = shards.stream().min(Comparator.comparing(Artifact::key)).orElseThrow();
        Images images = EdmZip.read(first.key(), Uploads.get(bench.store(), first)).images();
        return artifact(Artifact.Role.GRID, shelf.put(Keys.grid(spec.id()), Grids.square(images, SHOWN)), Math.min(SHOWN, images.count()));
    }

    private Artifact report(GenerationSpec spec, Measured measured) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("job", spec.id());
        report.put("model", spec.model().toString());
        report.put("sampling", spec.sampling().orElseThrow());
        report.put("precision", spec.precision());
        report.put("seeds", spec.seeds());
        measured.distance().ifPresent(distance -> report.put("distance", distance));
        measured.note().ifPresent(note -> report.put("note", note));
        return artifact(Artifact.Role.REPORT, shelf.put(Keys.report(spec.id()), Uploads.report(report)), 1);
    }

    private static Artifact artifact(Artifact.Role role, ObjectRef written, long count) {
        return new Artifact(role, written.key(), written.sha256(), written.bytes(), count);
    }
}
