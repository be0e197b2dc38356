package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.catalog.ModelCard;
import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.event.JobStatus;
import io.straightway.event.Topic;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.Distance;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Seeds;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.json.Json;
import io.straightway.metric.Npz;
import io.straightway.net.Safetensors;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job from the first record to the last object. */
class MainJobIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final long FIRST = 100;
    private static final int COUNT = 40;

    private final Outside outside = NODE.outside();

    @Test
    void aTrainingJobLeavesAModelThatWasJudged() throws Exception {
        // Given: a data set. When: teacher, pairs and reflow have run on it
        Outcome outcome = NODE.trained();

        // Then: the job tells how it went
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(outcome.counts()).isEqualTo(new Counts("stages", 3, 3, 0, 0, 0));
        int forward = 22; // a quarter of all pairs
        assertThat(outcome.usage().evaluations()).isEqualTo(3 * 960 + 64 * 5 + forward * 4 + 3 * 320 + 64 * 5);
        assertThatTheEventsTellOneStory(EmbeddedNode.TRAINING);
        assertThat(steps(EmbeddedNode.TRAINING)).containsExactly("teacher", "pairs", "reflow");
        Distance distance = outcome.distance().orElseThrow();
        assertThatItCanBeCompared(distance, 64);

        // Then: the terminal event says what was run, with every option decided
        JobEvent.Ended ended = (JobEvent.Ended) outside.events(EmbeddedNode.TRAINING).getLast().what();
        TrainingSpec ran = (TrainingSpec) ended.ran().orElseThrow().pinned();
        assertThat(((Stage.Pairs) ran.stages().get(1)).images()).contains(forward);
        assertThat(((Stage.Reflow) ran.stages().get(2)).forwardShare()).contains(0.25);
        assertThat(((Stage.Reflow) ran.stages().get(2)).schedule().dropout()).contains(0.025);

        // Then: it was seen on the way, and the last picture of each training is named
        assertThat(outcome.outputs()).filteredOn(a -> a.role() == Artifact.Role.GRID).extracting(Artifact::key).containsExactly(
                Keys.trainingPreview(EmbeddedNode.TRAINING, "0-teacher", 960), Keys.trainingPreview(EmbeddedNode.TRAINING, "2-reflow", 320),
                Keys.grid(EmbeddedNode.TRAINING));
        assertThat(ImageIO.read(new ByteArrayInputStream(object(Keys.trainingPreview(EmbeddedNode.TRAINING, "0-teacher", 320)))).getWidth()).isGreaterThan(128);

        // Then: the last model is published, with its lineage, and is the newest
        Artifact weights = outcome.outputs().stream().filter(a -> a.role() == Artifact.Role.MODEL).reduce((first, last) -> last).orElseThrow();
        String version = text(Keys.modelLatest(EmbeddedNode.MODEL)).strip();
        assertThat(weights.key()).isEqualTo(Keys.modelWeights(EmbeddedNode.MODEL, version));
        byte[] bytes = object(weights.key());
        assertThat(Digest.of(bytes)).isEqualTo(weights.sha256());
        assertThat(Safetensors.read(weights.key(), bytes).weights().arrays()).isNotEmpty();
        ModelCard card = Json.read(object(Keys.modelCard(EmbeddedNode.MODEL, version)), ModelCard.class);
        assertThat(card.weightsSha256()).isEqualTo(weights.sha256());
        assertThat(card.stage()).isEqualTo("reflow");
        assertThat(card.job()).isEqualTo(EmbeddedNode.TRAINING);
        assertThat(card.dataset()).isEqualTo(TinyWorld.DATASET);
        assertThat(card.distance()).contains(distance);
        assertThat(card.parent().orElseThrow()).contains("teacher");
        assertThatPicture(Keys.grid(EmbeddedNode.TRAINING));
    }

    @Test
    void aGenerationJobAccountsForEveryImage() throws Exception {
        // Given: a model
        NODE.trained();

        // When
        outside.submit(Topic.GENERATION_JOBS, "images-1", TinyWorld.measured("images-1", EmbeddedNode.MODEL, FIRST, COUNT, 16));
        Outcome outcome = outside.awaitEnd("images-1");

        // Then: events and counts
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(outcome.counts()).isEqualTo(new Counts("images", COUNT, COUNT, 0, 0, 0));
        assertThat(outcome.usage().evaluations()).isEqualTo(COUNT * 5L);
        assertThatTheEventsTellOneStory("images-1");
        Distance distance = outcome.distance().orElseThrow();
        assertThatItCanBeCompared(distance, COUNT);
        assertThat(distance.drawn().orElseThrow().seeds()).isEqualTo(new Seeds(FIRST, COUNT));
        assertThat(distance.further().interval().orElseThrow().upper()).isGreaterThan(distance.further().interval().orElseThrow().lower());
        assertThat(distance.further().infinity().orElseThrow().value()).isFinite().isNotEqualTo(distance.value());
        assertThat(distance.further().kernel().orElseThrow().deviation()).isPositive();
        assertThat(distance.further().precisionRecall().orElseThrow().precision()).isBetween(0.0, 1.0);

        // Then: the manifest lists every seed once, and what it says of each image is so
        List<ManifestEntry> entries = manifest("images-1");
        assertThat(entries).extracting(ManifestEntry::seed).containsExactlyElementsOf(LongStream.range(FIRST, FIRST + COUNT).boxed().toList());
        Map<String, Map<String, byte[]>> shards = new HashMap<>();
        for (ManifestEntry entry : entries) {
            byte[] png = shards.computeIfAbsent(entry.shard(), MainJobIT::unzipped).get(entry.file());
            assertThat(png).as("%s in %s", entry.file(), entry.shard()).isNotNull();
            assertThat(Digest.of(png)).isEqualTo(entry.sha256());
        }
        assertThat(shards).hasSize(3);

        // Then: each shard is a data set of EDM's format
        for (String shard : shards.keySet()) {
            DataSet set = EdmZip.read(shard, object(shard));
            List<ManifestEntry> here = entries.stream().filter(entry -> entry.shard().equals(shard)).toList();
            assertThat(set.images().count()).isEqualTo(here.size());
            assertThat(set.images().height()).isEqualTo(TinyWorld.SIDE);
            assertThat(set.images().labels()).containsExactly(here.stream().mapToInt(ManifestEntry::label).toArray());
        }

        // Then: the summary agrees with the lines, and the completion event with both
        JsonNode summary = Json.read(object(Keys.manifest("images-1")), JsonNode.class);
        assertThat(summary.path("requested").asLong()).isEqualTo(COUNT);
        assertThat(summary.path("succeeded").asLong()).isEqualTo(COUNT);
        assertThat(summary.path("imagesDigest").asText()).isEqualTo(ManifestLines.digest(entries));
        for (Artifact output : outcome.outputs()) {
            assertThat(Digest.of(object(output.key()))).as(output.key()).isEqualTo(output.sha256());
        }
        assertThatPicture(Keys.grid("images-1"));
        assertThat(object(Keys.report("images-1"))).isNotEmpty();
    }

    @Test
    void anEvaluationJobMeasuresADataSetInShards() throws Exception {
        // Given
        NODE.trained();

        // When: a data set is compared with itself
        outside.submit(Topic.EVALUATION_JOBS, "evaluation-1", """
                {"id": "evaluation-1", "dataset": "%s", "reference": "%s", "shardImages": 20, "statistics": {"precisionRecall": true}}"""
                .formatted(TinyWorld.DATASET, TinyWorld.DATASET));
        Outcome outcome = outside.awaitEnd("evaluation-1");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
        assertThat(outcome.counts()).isEqualTo(new Counts("images", 64, 64, 0, 0, 0));
        assertThatTheEventsTellOneStory("evaluation-1");
        Distance distance = outcome.distance().orElseThrow();
        assertThat(distance.value()).isBetween(0.0, 1e-6);
        assertThat(distance.drawn()).isEmpty();
        assertThat(distance.further().precisionRecall().orElseThrow().recall()).isEqualTo(1);
        Artifact statistics = outcome.outputs().stream().filter(a -> a.role() == Artifact.Role.REFERENCE).findFirst().orElseThrow();
        assertThat(Npz.read(statistics.key(), object(statistics.key())).dimensions()).isEqualTo(96);
        assertThat(statistics.sha256()).isEqualTo(distance.referenceSha256());
    }

    @Test
    void anEvaluationWithoutStatisticsSaysSo() {
        // Given
        TinyWorld.lonely(NODE.store());

        // When
        outside.submit(Topic.EVALUATION_JOBS, "evaluation-of-one", "{\"id\": \"evaluation-of-one\", \"dataset\": \"lonely\"}");
        Outcome outcome = outside.awaitEnd("evaluation-of-one");

        // Then
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.PARTIALLY_SUCCEEDED);
        assertThat(outcome.failure()).hasValueSatisfying(failure -> {
            assertThat(failure).isInstanceOf(Failure.BadInput.class);
            assertThat(failure.message()).startsWith("no statistics of lonely: ");
        });
        assertThat(outcome.outputs()).noneMatch(output -> output.role() == Artifact.Role.REFERENCE);
    }

    /** The contract: the same batch size gives the same pixels, however the seeds are cut into shards. */
    @Test
    void theSameSeedsAreTheSameImagesInOtherShards() {
        // Given: images in shards of whole batches
        NODE.trained();
        outside.submit(Topic.GENERATION_JOBS, "shards-of-16", TinyWorld.images("shards-of-16", EmbeddedNode.MODEL, FIRST, COUNT, 16));
        outside.awaitEnd("shards-of-16");

        // When: some of the same seeds in shards that end within a batch
        outside.submit(Topic.GENERATION_JOBS, "shards-of-11", TinyWorld.images("shards-of-11", EmbeddedNode.MODEL, FIRST + 3, COUNT - 3, 11));
        outside.awaitEnd("shards-of-11");

        // Then
        Map<Long, String> before = digests("shards-of-16");
        assertThat(digests("shards-of-11")).hasSize(COUNT - 3).allSatisfy((seed, digest) -> assertThat(digest).isEqualTo(before.get(seed)));
        assertThat(before.values()).doesNotHaveDuplicates();
    }

    private void assertThatTheEventsTellOneStory(String job) {
        List<ConsumerRecord<byte[], byte[]>> records = outside.records(job);
        List<JobEvent> events = outside.events(job);
        assertThat(events).extracting(JobEvent::sequence).containsExactlyElementsOf(LongStream.range(0, events.size()).boxed().toList());
        assertThat(events.getFirst().what()).isInstanceOf(JobEvent.Accepted.class);
        assertThat(events.get(1).what()).isInstanceOf(JobEvent.Started.class);
        assertThat(events.stream().filter(event -> event.what().terminal())).containsExactly(events.getLast());
        IntStream.range(0, records.size()).forEach(i -> {
            Map<String, String> headers = headers(records.get(i));
            assertThat(headers).containsEntry("ce_specversion", "1.0").containsEntry("ce_subject", job).containsEntry("partitionkey", job)
                    .containsEntry("ce_time", events.get(i).time().toString()).containsKeys("ce_id", "ce_source", "content-type");
            assertThat(headers.get("ce_type")).startsWith("io.straightway.job.").endsWith(".v1");
        });
        assertThat(records.stream().map(record -> headers(record).get("ce_id"))).doesNotHaveDuplicates();
        assertThat(headers(records.getLast())).containsEntry("ce_type", "io.straightway.job.succeeded.v1");
        Awaitility.await().untilAsserted(() -> {
            JobStatus status = outside.status(job).orElseThrow();
            assertThat(status.ended()).isTrue();
            assertThat(status.state()).isEqualTo("SUCCEEDED");
            assertThat(status.sequence()).isEqualTo(events.getLast().sequence());
            assertThat(status.leases()).isEmpty();
        });
    }

    private static void assertThatItCanBeCompared(Distance distance, long images) {
        assertThat(distance.value()).isFinite().isPositive();
        assertThat(distance.name()).startsWith("fd-");
        assertThat(distance.images()).isEqualTo(images);
        assertThat(distance.reference()).isEqualTo(TinyWorld.DATASET);
        assertThat(distance.referenceImages()).isEqualTo(64);
        assertThat(distance.extractorSha256()).matches("[0-9a-f]{64}");
        assertThat(distance.referenceSha256()).matches("[0-9a-f]{64}");
    }

    private static void assertThatPicture(String key) throws Exception {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(object(key)));
        assertThat(picture).as(key).isNotNull();
        assertThat(picture.getWidth()).isGreaterThanOrEqualTo(TinyWorld.SIDE);
        int first = picture.getRGB(0, 0);
        assertThat(IntStream.range(0, picture.getWidth() * picture.getHeight())
                .anyMatch(i -> picture.getRGB(i % picture.getWidth(), i / picture.getWidth()) != first)).as("more than one colour").isTrue();
    }

    private List<String> steps(String job) {
        return outside.events(job).stream().filter(event -> event.what() instanceof JobEvent.StepCompleted)
                .map(event -> ((JobEvent.StepCompleted) event.what()).step()).toList();
    }

    private static Map<Long, String> digests(String job) {
        return manifest(job).stream().collect(Collectors.toMap(ManifestEntry::seed, ManifestEntry::sha256));
    }

    private static List<ManifestEntry> manifest(String job) {
        return ManifestLines.read(job, object(Keys.manifestLines(job)));
    }

    private static byte[] object(String key) {
        return NODE.store().get(key).orElseThrow(() -> new AssertionError("there is no object " + key));
    }

    private static String text(String key) {
        return new String(object(key), StandardCharsets.UTF_8);
    }

    /** With the JDK's reader, so that our own cannot agree with our writer in an error. */
    private static Map<String, byte[]> unzipped(String shard) {
        Map<String, byte[]> files = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(object(shard)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getMethod()).as("EDM's tools want stored entries").isEqualTo(ZipEntry.STORED);
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (java.io.IOException e) {
            throw new AssertionError("shard " + shard + " is no ZIP", e);
        }
        return files;
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), Outside.text(header.value())));
        return headers;
    }
}
