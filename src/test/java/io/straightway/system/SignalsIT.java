package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.event.Topic;
import io.straightway.generate.Manifest;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Seeds;
import io.straightway.metric.SlicedProjection;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Signals of one dimension go the way of images: data set, training, generation, distance, verification. */
class SignalsIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final int LENGTH = 16;
    private static final String NETWORK = """
            {"resolution": 16, "height": 1, "channels": 1, "classes": 3, "baseChannels": 16, "multipliers": [1, 2], "blocks": 1, "attention": [8]}""";

    private static Outcome trained;

    private final Outside outside = NODE.outside();

    @BeforeAll
    static void trainOnSignals() {
        // Given: a data set of signals, packed as a user does it; teacher, pairs and reflow on it
        assertThat(NODE.command("dataset", "pack", "--signals", "ecg", "--length", "" + LENGTH, "--count", "600", "--seed", "1", "--name", "ecg-16")).isZero();
        assertThat(NODE.command("dataset", "pack", "--signals", "ecg", "--length", "" + LENGTH, "--count", "300", "--seed", "2", "--name", "ecg-16-others")).isZero();
        NODE.outside().submit(Topic.TRAINING_JOBS, "ecg-training", """
                {"id": "ecg-training", "model": "ecg", "dataset": "ecg-16", "network": %s, "seed": 3, "stages": [
                   {"kind": "teacher", "images": 12800, "optimiser": {"batch": 32, "learningRate": 0.002, "warmupImages": 640, "emaHalfLife": 1000}},
                   {"kind": "pairs", "count": 400, "shardPairs": 200, "batch": 50, "sampling": {"solver": {"name": "heun"}, "grid": {"name": "edm"}, "nfe": 9}},
                   {"kind": "reflow", "images": 3200, "optimiser": {"batch": 32, "learningRate": 0.0005, "warmupImages": 320, "emaHalfLife": 500}}],
                 "evaluation": {"images": 300, "sampling": {"nfe": 5}, "statistics": {"interval": true}}}""".formatted(NETWORK).replace("\n", " "));
        trained = NODE.outside().awaitEnd("ecg-training");
    }

    @Test
    void aTrainingOnSignalsIsJudgedByTheSlicedWassersteinDistance() throws Exception {
        // Then: the card of the data set says how
        DatasetCard card = new StoreCatalog(NODE.store()).datasetCard("ecg-16").orElseThrow();
        assertThat(card.height()).isEqualTo(1);
        assertThat(card.extractor()).isEqualTo(SlicedProjection.NAME);

        // Then: the job's distance has its name, its provenance and its interval
        assertThat(trained.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        Distance distance = trained.distance().orElseThrow();
        assertThatItCanBeCompared(distance, 300);
        assertThat(distance.further().interval().orElseThrow().lower()).isLessThan(distance.value());
        ModelCard model = new StoreCatalog(NODE.store()).card(ModelName.parse("ecg")).orElseThrow();
        assertThat(model.network().height()).isEqualTo(1);
        assertThat(model.distance()).contains(distance);

        // Then: the grid shows plots, 10 columns of three classes
        BufferedImage grid = picture(Keys.grid("ecg-training"));
        assertThat(grid.getWidth()).isEqualTo(6 + 10 * (128 + 6));
        assertThat(grid.getHeight()).isEqualTo(6 + 3 * (64 + 6));
    }

    @Test
    void trainingBringsGeneratedSignalsNearerToRealOnes() {
        // Given: a model that has seen next to nothing
        outside.submit(Topic.TRAINING_JOBS, "ecg-untrained", """
                {"id": "ecg-untrained", "model": "ecg-untrained", "dataset": "ecg-16", "network": %s, "stages": [
                   {"kind": "teacher", "images": 32, "optimiser": {"batch": 32, "warmupImages": 640}}],
                 "evaluation": {"images": 300, "sampling": {"nfe": 5}}}""".formatted(NETWORK).replace("\n", " "));
        Distance untrained = outside.awaitEnd("ecg-untrained").distance().orElseThrow();

        // When: real signals of another seed are measured like generated ones
        outside.submit(Topic.EVALUATION_JOBS, "ecg-floor", """
                {"id": "ecg-floor", "dataset": "ecg-16-others", "reference": "ecg-16", "shardImages": 100}""");
        Distance floor = outside.awaitEnd("ecg-floor").distance().orElseThrow();

        // Then: the order is real, trained, untrained, and the values may be compared
        Distance distance = trained.distance().orElseThrow();
        assertThat(distance.incomparable(floor)).isEmpty();
        assertThat(distance.incomparable(untrained)).isEmpty();
        assertThat(floor.value()).isPositive().isLessThan(distance.value());
        assertThat(distance.value()).isLessThan(untrained.value() / 2);
    }

    @Test
    void aGenerationJobOfSignalsAccountsForThem(@TempDir Path folder) {
        // When: three shards, which keep their projections
        outside.submit(Topic.GENERATION_JOBS, "ecg-signals", """
                {"id": "ecg-signals", "model": "ecg", "firstSeed": 40, "images": 120, "shardImages": 50, "batch": 25}""");
        Outcome outcome = outside.awaitEnd("ecg-signals");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        Distance distance = outcome.distance().orElseThrow();
        assertThatItCanBeCompared(distance, 120);
        assertThat(distance.drawn().orElseThrow().seeds()).isEqualTo(new Seeds(40, 120));
        assertThat(distance.incomparable(trained.distance().orElseThrow())).containsExactly("images is 120 here and 300 there");
        String manifest = Keys.manifest("ecg-signals");
        ObjectRef shard = Manifest.read(manifest, NODE.store().get(manifest).orElseThrow()).shards().getFirst();
        Images first = EdmZip.read(shard.key(), NODE.store().getVerified(shard)).images();
        assertThat(first.height()).isEqualTo(1);
        assertThat(first.width()).isEqualTo(LENGTH);

        // Then: the commands that work on images work on them
        assertThat(NODE.command("verify", "--job", "ecg-signals", "--sample", "5")).isZero();
        assertThat(NODE.command("audit", "--job", "ecg-signals")).isZero();
        assertThat(NODE.command("fid", "calc", "job:ecg-signals", "--reference", "dataset:ecg-16", "--interval")).isZero();
        Path picture = folder.resolve("rows.png");
        assertThat(NODE.command("dataset", "show", "dataset:ecg-16", "job:ecg-signals", "--columns", "4", "--out", picture.toString())).isZero();
        assertThat(picture).isNotEmptyFile();
    }

    @Test
    void anExtractorForPicturesIsRefusedForSignalsAndLosesNoneOfThem() {
        outside.submit(Topic.GENERATION_JOBS, "ecg-network", """
                {"id": "ecg-network", "model": "ecg", "images": 10, "shardImages": 10, "batch": 10, "statistics": {"extractor": "fashion-cnn"}}""");

        Outcome outcome = outside.awaitEnd("ecg-network");

        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.PARTIALLY_SUCCEEDED);
        assertThat(outcome.counts().succeeded()).isEqualTo(10);
        assertThat(outcome.toString()).contains("fashion-cnn judges pictures, these are signals of 16x1; allowed for them: sliced-wasserstein");
    }

    private static void assertThatItCanBeCompared(Distance distance, long images) {
        assertThat(distance.label()).isEqualTo("swd");
        assertThat(distance.images()).isEqualTo(images);
        assertThat(distance.value()).isFinite().isPositive();
        assertThat(distance.extractor()).isEqualTo("sliced-wasserstein");
        assertThat(distance.extractorSha256()).isEqualTo(new SlicedProjection().digest());
        assertThat(distance.reference()).isEqualTo("ecg-16");
        assertThat(distance.referenceImages()).isEqualTo(600);
    }

    private static BufferedImage picture(String key) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(NODE.store().get(key).orElseThrow()));
    }
}
