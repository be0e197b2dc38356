package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.audit.Audit;
import io.straightway.audit.Bucket;
import io.straightway.audit.Finding;
import io.straightway.audit.LedgerReader;
import io.straightway.audit.Report;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.engine.Device;
import io.straightway.event.DeadLetter;
import io.straightway.event.DeadLetterQueue;
import io.straightway.event.Topic;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.job.Classes;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobEvent;
import io.straightway.job.ModelName;
import io.straightway.job.Outcome;
import io.straightway.job.Retention;
import io.straightway.store.Keys;
import io.straightway.worker.Likeness;
import io.straightway.worker.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands that check, on a node that runs. */
class AuditIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    private static final Retention RETENTION = new Retention(Duration.ofDays(30), Duration.ofDays(365));
    private static final int COUNT = 20;

    private final Outside outside = NODE.outside();
    private final Wire wire = new Wire(new WireFormat.SingleObject());

    @Test
    void anAuditFindsNothingUntilSomethingIsSpoilt() {
        // Given: a training and a generation job
        NODE.trained();
        generated("audited");

        // Then: both are clean
        assertThat(audit(EmbeddedNode.TRAINING)).returns(true, Report::holds).returns(1L, Report::ended);
        Report clean = audit("audited");
        assertThat(clean.findings()).isEmpty();
        assertThat(clean).returns(true, Report::holds).returns((long) COUNT, Report::images);
        assertThat(NODE.command("audit", "--job", "audited", "--json", "--strict")).isZero();
        // An id of its own: tests that share the node signal other jobs that nobody submitted, and those refusals are events.
        assertThat(NODE.command("audit", "--job", "never-told-of")).isEqualTo(1);

        // When: a shard is altered, and then gone
        String shard = entries("audited").getFirst().shard();
        byte[] whole = NODE.store().get(shard).orElseThrow();
        byte[] altered = whole.clone();
        altered[altered.length / 2] ^= 1;
        NODE.store().put(shard, altered);
        Report digests = audit("audited");
        NODE.store().remove(shard);
        Report losses = audit("audited");
        int exitCode = NODE.command("audit", "--job", "audited");
        NODE.store().put(shard, whole);

        // Then
        assertThat(digests.holds()).isFalse();
        assertThat(digests.count(Finding.Kind.DIGEST_MISMATCH)).isPositive();
        assertThat(losses.findings()).containsExactly(new Finding.Loss("audited", "shard " + shard + " is not there"));
        assertThat(exitCode).isEqualTo(1);
        assertThat(audit("audited").holds()).isTrue();

        // When: the terminal event is there a second time
        ConsumerRecord<byte[], byte[]> last = outside.records("audited").getLast();
        outside.send(new ProducerRecord<>(last.topic(), last.partition(), last.key(), last.value(), last.headers()));

        // Then: an audit of all jobs finds that, and nothing else that breaks the guarantee
        Report all = audit(Optional.empty());
        assertThat(all.findings()).filteredOn(finding -> finding.kind().breaks())
                .containsExactly(new Finding.Duplicate("audited", "event " + wire.readEvent(last.value()).sequence() + ", the terminal one, is there twice"));
    }

    @Test
    void imagesCanBeDrawnAgain() {
        // Given
        NODE.trained();
        Outcome outcome = generated("verified");
        GenerationSpec spec = (GenerationSpec) ((JobEvent.Ended) outside.events("verified").getLast().what()).ran().orElseThrow().pinned();
        Verification verification = new Verification(NODE.store(), Device.cpu(), 0);

        // When: some of them are
        List<Verification.Checked> checked = verification.check(spec, outcome, 11, 3);

        // Then: they are the same, and the same number chooses the same
        assertThat(checked).hasSize(11).allSatisfy(image -> assertThat(image.verdict()).as(image.toString()).isEqualTo(Likeness.Verdict.IDENTICAL));
        assertThat(checked).extracting(Verification.Checked::seed).doesNotHaveDuplicates().isSorted();
        assertThat(verification.check(spec, outcome, 11, 3)).isEqualTo(checked);
        assertThat(verification.check(spec, outcome, COUNT + 1, 0)).hasSize(COUNT);

        assertThat(NODE.command("verify", "--job", "verified", "--sample", "3", "--json")).isZero();

        // When: the job had asked for other images. Then they differ
        GenerationSpec other = new GenerationSpec(spec.id(), spec.model(), spec.seeds(), new Classes.Listed(List.of(1, 2, 0)), spec.sampling(),
                spec.precision(), spec.shardImages(), spec.batch(), spec.reference());
        assertThat(verification.check(other, outcome, COUNT, 0)).anyMatch(image -> image.verdict() == Likeness.Verdict.DIFFERENT);
        Outcome without = new Outcome(outcome.ending(), outcome.counts(), List.of(), outcome.distance(), outcome.usage(), outcome.failure(), outcome.notes());
        assertThatThrownBy(() -> verification.check(spec, without, 1, 0)).hasMessageContaining("not among the outputs");
    }

    @Test
    void aWorkerThatFindsAnotherAttemptsObjectsLeavesTheAssemblyToTheCoordinator() throws Exception {
        // Given: a model without a data set, so that no distance is measured, and what an attempt that has lost its lease left behind
        NODE.trained();
        StoreCatalog catalog = new StoreCatalog(NODE.store());
        ModelCard card = catalog.card(ModelName.parse(EmbeddedNode.MODEL)).orElseThrow();
        NODE.store().put(Keys.modelWeights("adrift", card.version()), NODE.store().get(Keys.modelWeights(card.name(), card.version())).orElseThrow());
        catalog.put(new ModelCard("adrift", card.version(), card.network(), card.sampling(), "", "", card.stage(), card.job(), card.parent(), card.images(),
                card.options(), card.precision(), card.seed(), card.weightsSha256(), Optional.empty()));
        String model = "adrift@" + card.version();
        byte[] left = Outside.bytes("of another attempt");
        NODE.store().put(Keys.grid("forestalled"), left);

        try (TopicTape tape = new TopicTape(NODE.clients(), Topic.UNITS)) {
            // When: jobs of one shard, which their worker would assemble at once
            for (String job : List.of("unhindered", "forestalled")) {
                outside.submit(Topic.GENERATION_JOBS, job, TinyWorld.images(job, model, 7, 8, 8));
                assertThat(outside.awaitEnd(job).ending()).isEqualTo(Outcome.Ending.SUCCEEDED);
            }

            // Then: the second one took a unit more, which has replaced what lay there
            Awaitility.await().untilAsserted(() -> assertThat(issued(tape, "forestalled")).isEqualTo(2));
            assertThat(issued(tape, "unhindered")).isEqualTo(1);
        }
        assertThat(NODE.store().get(Keys.grid("forestalled"))).hasValueSatisfying(grid -> assertThat(grid).isNotEqualTo(left));
        assertThat(audit("forestalled").findings()).isEmpty();
    }

    private static long issued(TopicTape tape, String job) {
        return tape.of(Topic.UNITS).stream().filter(record -> Outside.text(record.value()).contains(job)).count();
    }

    @Test
    void deadLettersCanBeSentAgain() {
        // Given: a record that can't be read
        byte[] rubbish = Outside.bytes("{rubbish for the audit");
        outside.send(new ProducerRecord<>(Topic.GENERATION_JOBS.topic(), null, Outside.bytes("rubbish-key"), rubbish,
                List.of(new RecordHeader("tenant", Outside.bytes("t-1")))));
        DeadLetterQueue.Letter letter = Awaitility.await().until(() -> letters("rubbish-key"), found -> found.size() == 1).getFirst();
        assertThat(letter.cause().map(DeadLetter::topic)).contains(Topic.GENERATION_JOBS.topic());
        assertThat(letter.value()).hasValueSatisfying(value -> assertThat(value).isEqualTo(rubbish));

        // Then: it can be looked at
        assertThat(NODE.command("dlq", "list")).isZero();
        assertThat(NODE.command("dlq", "show", letter.place())).isZero();
        assertThat(NODE.command("dlq", "replay", letter.place(), "--dry-run")).isZero();
        assertThat(NODE.command("dlq", "replay", "--dry-run", "--all")).isZero();
        assertThat(NODE.command("dlq", "replay", "--dry-run")).isEqualTo(2);

        // When
        try (DeadLetterQueue queue = new DeadLetterQueue(NODE.clients())) {
            queue.replay(letter);
        }

        // Then: it is read again, in vain, with everything as it was and a note of where it came from
        DeadLetterQueue.Letter again = Awaitility.await().until(() -> letters("rubbish-key"), found -> found.size() == 2).getLast();
        assertThat(again.value().orElseThrow()).isEqualTo(rubbish);
        assertThat(again.headers()).extracting(header -> header.key() + "=" + Outside.text(header.value()))
                .containsExactly("tenant=t-1", DeadLetterQueue.REPLAYED_FROM + "=" + Topic.DEAD_LETTERS.topic() + "/" + letter.place());
        assertThat(again.cause().orElseThrow().offset()).isNotEqualTo(letter.cause().orElseThrow().offset());
    }

    private List<DeadLetterQueue.Letter> letters(String key) {
        List<DeadLetterQueue.Letter> found = new ArrayList<>();
        DeadLetterQueue.each(NODE.clients(), letter -> {
            if (letter.key().map(Outside::text).filter(key::equals).isPresent()) {
                found.add(letter);
            }
        });
        return found;
    }

    private Outcome generated(String job) {
        outside.submit(Topic.GENERATION_JOBS, job, TinyWorld.images(job, EmbeddedNode.MODEL, 7, COUNT, 12));
        return outside.awaitEnd(job);
    }

    private static List<ManifestEntry> entries(String job) {
        return ManifestLines.read(job, NODE.store().get(Keys.manifestLines(job)).orElseThrow());
    }

    private Report audit(String job) {
        return audit(Optional.of(job));
    }

    private Report audit(Optional<String> job) {
        return Audit.of(LedgerReader.read(NODE.clients(), wire, job, RETENTION), Bucket.of(NODE.store()), job, Instant.now(), Duration.ofMinutes(1));
    }
}
