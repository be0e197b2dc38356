package io.straightway.worker;

import io.straightway.catalog.StoreCatalog;
import io.straightway.engine.Device;
import io.straightway.engine.Torch;
import io.straightway.metric.ExtractorSource;
import io.straightway.store.ObjectStore;
import java.util.Map;

/**
 * What the runners of one device share. Models and data sets in use are kept, so that the shards of a job load them once.
 *
 * @param run token of this start of the worker; part of every key that a unit writes
 */
public record Workbench(ObjectStore store, StoreCatalog catalog, Device device, String run, Datasets datasets, Models models, References references,
        RunningDistance running) {

    /**
     * @param threads of the engine; 0 takes every core
     * @param extractors feature networks of the user, by name
     */
    public static Workbench open(ObjectStore store, Device device, String run, int threads, Map<String, ExtractorSource> extractors) {
        Torch.threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        StoreCatalog catalog = new StoreCatalog(store);
        Datasets datasets = new Datasets(store, catalog);
        return new Workbench(store, catalog, device, run, datasets, new Models(store, catalog, device),
                new References(store, datasets, device, extractors), new RunningDistance());
    }
}
