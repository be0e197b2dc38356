package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.engine.Device;
import io.straightway.event.Submission;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.job.Admission;
import io.straightway.job.Artifact;
import io.straightway.job.JobSpec;
import io.straightway.job.UnitId;
import io.straightway.job.UnitResult;
import io.straightway.job.Upstream;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.metric.Extractors;
import io.straightway.store.Keys;
import io.straightway.store.ObjectRef;
import io.straightway.store.ObjectStore;
import io.straightway.store.Patience;
import io.straightway.store.StoreAccess;
import io.straightway.telemetry.Meters;
import io.straightway.tracking.Tracker;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training without Kafka: what it leaves and tells. */
class TrainFiguresTest {
    private static final String JOB = """
            {"id": "t", "model": "m", "dataset": "noise", "network": {"resolution": 8, "channels": 3, "classes": 0, "baseChannels": 8, "multipliers": [1],
             "blocks": 1, "attention": []}, "stages": [{"kind": "teacher", "images": 96, "checkpointImages": 32, "optimiser": {"batch": 8, "warmupImages": 8}}]}""";

    /** Keeps what it is told, and is asked at each point whether the training is to stop. */
    private static final class Notebook implements Tracker {
        final List<Long> steps = new ArrayList<>();
        final List<Run> runs = new ArrayList<>();
        final List<End> ends = new ArrayList<>();
        Runnable atImages56 = () -> {};

        @Override
        public void point(Run run, Point point) {
            runs.add(run);
            steps.add(point.step());
            if (point.step() == 56) {
                atImages56.run();
            }
        }

        @Override
        public void end(Run run, End end, Instant at) {
            ends.add(end);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Notebook notebook = new Notebook();

    @TempDir
    Path folder;

    private EmbeddedStore server;
    private ObjectStore store;
    private TrainRunner runner;

    @BeforeEach
    void start() {
        server = EmbeddedStore.start(folder, 0, "key", "secret");
        store = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"), new Patience(1, Duration.ofMillis(10), Duration.ofMillis(10)));
        store.ensureBucket();
        runner = runner(PreviewRule.NONE);
    }

    private TrainRunner runner(PreviewRule previews) {
        return new TrainRunner(Workbench.open(store, Device.cpu(), List.of(Device.cpu()), "run", 1, Map.of(), new Meters(registry), notebook, previews));
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void aTrainingThatIsPausedTellsEachFigureOnce() throws Exception {
        // Given: an attempt that is paused behind its first checkpoint
        JobSpec spec = admitted();
        RunningUnit first = unit(spec, 1, Optional.empty());
        notebook.atImages56 = () -> first.stop(RunningUnit.Stop.JOB_PAUSING);
        UnitResult part = runner.run(first).complete();
        assertThat(part.amount()).isZero();
        assertThat(imagesAtTicks()).as("what is there while it rests").endsWith(56L);
        assertThat(notebook.ends).as("a run that goes on has not ended").isEmpty();

        // When
        UnitResult whole = runner.run(unit(spec, 2, first.checkpoint())).complete();

        // Then
        assertThat(whole.amount()).isEqualTo(96);
        assertThat(imagesAtTicks()).containsExactly(8L, 16L, 24L, 32L, 40L, 48L, 56L, 64L, 72L, 80L, 88L, 96L);
        assertThat(notebook.steps).containsExactlyElementsOf(imagesAtTicks());
        assertThat(notebook.runs).extracting(Tracker.Run::name).containsOnly("t/0-teacher");
        assertThat(notebook.runs.getFirst().parameters()).containsEntry("stage.schedule.optimiser.batch", "8").containsEntry("network.baseChannels", "8");
        assertThat(notebook.ends).containsExactly(Tracker.End.FINISHED);
        assertThat(registry.get("straightway_training_kimg_total").counter().count()).isCloseTo(0.096, within(1e-9));
    }

    @Test
    void whoHasLostItsLeaseWritesNothingWhereAnotherMay() throws Exception {
        // Given
        RunningUnit unit = unit(admitted(), 1, Optional.empty());
        notebook.atImages56 = () -> unit.stop(RunningUnit.Stop.LEASE_LOST);

        // When
        runner.run(unit).complete();

        // Then: the lines are those of the last checkpoint before
        assertThat(imagesAtTicks()).endsWith(32L);
    }

    @Test
    void previewsAppearOnTheWayAndChangeNothing() throws Exception {
        // Given: the same training without previews
        JobSpec spec = admitted();
        UnitResult plain = runner.run(unit(spec, 1, Optional.empty())).complete();
        assertThat(previews()).isEmpty();

        // When: it is paused behind its first checkpoint, and goes on
        TrainRunner shown = runner(new PreviewRule(4, 1));
        RunningUnit first = unit(spec, 1, Optional.empty());
        notebook.atImages56 = () -> first.stop(RunningUnit.Stop.JOB_PAUSING);
        shown.run(first).complete();
        assertThat(previews()).containsExactly("preview-32.png");
        assertThat(first.heartbeat(Instant.now()).measures()).containsEntry("previewImages", 32.0);
        UnitResult result = shown.run(unit(spec, 2, first.checkpoint())).complete();

        // Then: at the checkpoint of 64 images it has not gone on for long enough
        assertThat(previews()).containsExactlyInAnyOrder("preview-32.png", "preview-96.png");
        byte[] grid = store.get(Keys.trainingPreview("t", "0-teacher", 96)).orElseThrow();
        assertThat(ImageIO.read(new ByteArrayInputStream(grid)).getWidth()).as("two by two images of 64 pixels, with gaps").isEqualTo(2 * 64 + 3 * 2);
        assertThat(grid).isNotEqualTo(store.get(Keys.trainingPreview("t", "0-teacher", 32)).orElseThrow());
        assertThat(result.artifacts()).extracting(Artifact::role).containsExactly(Artifact.Role.GRID, Artifact.Role.MODEL);
        assertThat(result.artifacts().getFirst().key()).isEqualTo(Keys.trainingPreview("t", "0-teacher", 96));
        assertThat(result.artifacts().getLast().sha256()).as("the model, bit for bit").isEqualTo(plain.artifacts().getLast().sha256());
    }

    @Test
    void aTrainingGoesOnIfThereIsNoPlaceForItsPreview() throws Exception {
        // Given: a folder of the store where the first preview should be
        JobSpec spec = admitted();
        Files.createDirectories(folder.resolve("bucket").resolve(Keys.trainingPreview("t", "0-teacher", 32)).resolve("in the way"));

        // When
        UnitResult result = runner(new PreviewRule(4, 1)).run(unit(spec, 1, Optional.empty())).complete();

        // Then
        assertThat(result.amount()).isEqualTo(96);
        assertThat(previews()).containsExactlyInAnyOrder("preview-64.png", "preview-96.png");
    }

    private List<String> previews() {
        String prefix = Keys.job("t") + "training/0-teacher/";
        return store.list(prefix).stream().map(object -> object.key().substring(prefix.length())).filter(name -> name.endsWith(".png")).toList();
    }

    private JobSpec admitted() {
        byte[] pixels = new byte[16 * 3 * 8 * 8];
        new Random(7).nextBytes(pixels);
        Images images = new Images(16, 3, 8, 8, pixels, noLabels(16), List.of());
        ObjectRef zip = store.put(Keys.dataset("noise"), EdmZip.write(new DataSet("noise", images, List.of("made by a test"))));
        StoreCatalog catalog = new StoreCatalog(store);
        catalog.put(new DatasetCard("noise", 16, 8, 3, List.of(), zip.sha256(), zip.bytes(), Extractors.nameFor(images), 8));
        Submission job = new Wire(new WireFormat.SingleObject()).readTrainingJob(JOB.replace("\n", " ").getBytes(StandardCharsets.UTF_8));
        Admission admission = Admission.of(((Submission.Readable) job).spec(), catalog, Set.of("default"), Upstream.NONE);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).pinned();
    }

    private static int[] noLabels(int count) {
        int[] labels = new int[count];
        Arrays.fill(labels, Images.NO_LABEL);
        return labels;
    }

    private static RunningUnit unit(JobSpec spec, int attempt, Optional<Artifact> checkpoint) {
        WorkOrder order = new WorkOrder(new UnitId("t", 0, 0), attempt, spec, new Work.Train(0, 96, 3), List.of(), checkpoint);
        return new RunningUnit(order, "w", Duration.ofMinutes(10), Instant.EPOCH, InstantSource.system());
    }

    private List<Long> imagesAtTicks() {
        String lines = new String(store.get(Keys.trainingStats("t", "0-teacher")).orElseThrow(), StandardCharsets.UTF_8);
        return lines.lines().map(line -> Math.round(Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .path("Progress/kimg").path("mean").asDouble() * 1000)).toList();
    }
}
