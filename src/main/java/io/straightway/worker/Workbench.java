package io.straightway.worker;

import io.straightway.catalog.StoreCatalog;
import io.straightway.engine.Device;
import io.straightway.engine.Torch;
import io.straightway.metric.ExtractorSource;
import io.straightway.store.ObjectStore;
import io.straightway.telemetry.Meters;
import io.straightway.tracking.Tracker;
import java.util.List;
import java.util.Map;

/**
 * What the runners of one device share. Models and data sets in use are kept, so that the shards of a job load them once.
 *
 * @param trainers devices that a training of this bench uses: its own, or all of the worker's
 * @param run token of this start of the worker; part of every key that a unit writes
 * @param painters of all images that are drawn
 * @param meters count what runners do
 * @param tracker is told how trainings go
 * @param previews of trainings
 */
public record Workbench(ObjectStore store, StoreCatalog catalog, Device device, List<Device> trainers, String run, Datasets datasets, Models models,
        References references, RunningDistance running, Painter.Choice painters, Meters meters, Tracker tracker, PreviewRule previews) {
    public Workbench {
        trainers = List.copyOf(trainers);
    }

    /**
     * @param threads of the engine; 0 takes every core
     * @param extractors feature networks of the user, by name
     */
    public static Workbench open(ObjectStore store, Device device, List<Device> trainers, String run, int threads, Map<String, ExtractorSource> extractors,
            Meters meters, Tracker tracker, PreviewRule previews) {
        Torch.threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        StoreCatalog catalog = new StoreCatalog(store);
        Datasets datasets = new Datasets(store, catalog);
        Models models = new Models(store, catalog, device);
        return new Workbench(store, catalog, device, trainers, run, datasets, models, new References(store, datasets, device, extractors),
                new RunningDistance(), (model, sampling, precision, batch) -> Painter.of(models.sampler(model, sampling, precision, batch)),
                meters, tracker, previews);
    }

    /** Does not load the engine: a drill's workers must be small, and start fast. */
    public static Workbench standIn(ObjectStore store, String run, Painter.Choice painters) {
        StoreCatalog catalog = new StoreCatalog(store);
        Datasets datasets = new Datasets(store, catalog);
        Device device = Device.cpu();
        return new Workbench(store, catalog, device, List.of(device), run, datasets, new Models(store, catalog, device),
                new References(store, datasets, device, Map.of()), new RunningDistance(), painters, Meters.inMemory(), Tracker.NONE, PreviewRule.NONE);
    }
}
