package io.straightway.audit;

import static io.straightway.audit.World.FIRST;
import static io.straightway.audit.World.GRACE;
import static io.straightway.audit.World.JOB;
import static io.straightway.audit.World.NOW;
import static io.straightway.audit.World.RETENTION;
import static io.straightway.audit.World.SECOND_SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.JobStatus;
import io.straightway.generate.ManifestEntry;
import io.straightway.job.Active;
import io.straightway.job.Admission;
import io.straightway.job.Closed;
import io.straightway.job.Failure;
import io.straightway.job.Forgotten;
import io.straightway.job.Intent;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Pending;
import io.straightway.recipe.Violation;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(400));

    private final World world = new World();

    @Test
    void aJobThatWentWellHasNoFindings() {
        Report report = world.audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report).extracting(Report::jobs, Report::ended, Report::running, Report::images, Report::objects).containsExactly(1L, 1L, 0L, 6L, 5L);
        assertThat(report.text()).contains("The guarantee holds.");
        assertThat(report.json()).contains("\"holds\":true").contains("\"LOSS\":0");
    }

    private static void assertBroken(Report report, Finding... expected) {
        assertThat(report.findings()).containsExactlyInAnyOrder(expected);
        assertThat(report.holds()).isFalse();
        assertThat(report.text()).contains("The guarantee is broken.").contains(expected[0].words());
        assertThat(report.json()).contains("\"holds\":false").contains("\"kind\":\"" + expected[0].kind() + "\"");
    }

    private static void assertNoted(Report report, Finding... expected) {
        assertThat(report.findings()).containsExactlyInAnyOrder(expected);
        assertThat(report.holds()).isTrue();
    }

    private static Report audit(Ledger ledger) {
        return Audit.of(ledger, new Nothing(), Optional.empty(), NOW, GRACE);
    }

    /** An empty bucket. */
    private static final class Nothing implements Bucket {
        @Override
        public List<String> folders(String prefix) {
            return List.of();
        }

        @Override
        public List<ObjectInfo> list(String prefix) {
            return List.of();
        }

        @Override
        public Optional<InputStream> open(String key) {
            return Optional.empty();
        }
    }

    @Nested
    class Submissions {
        private final Ledger ledger = new Ledger(RETENTION);

        @Test
        void withoutAnAnswerAreLost() {
            ledger.submitted("x", NOW.minusSeconds(61));

            assertBroken(audit(ledger), new Finding.Loss("x", "was submitted on 2026-01-02T03:03:04Z, but neither accepted nor rejected"));
        }

        @Test
        void thatHaveJustComeMayWait() {
            ledger.submitted("x", NOW.minusSeconds(59));

            assertNoted(audit(ledger));
        }

        @Test
        void mayWaitForTheStoreAsLongAsTheyArePending() {
            ledger.submitted("x", NOW.minusSeconds(7200));
            ledger.status(JobStatus.of(new Pending(World.spec("x"), NOW.minusSeconds(7200), 0), NOW), false);

            assertNoted(audit(ledger));
        }

        @Test
        void thatCannotBeDecodedMustBeAmongTheDeadLetters() {
            ledger.undecodable(new Ledger.Place("t", 0, 7), "k", NOW.minusSeconds(100), "no format");
            ledger.undecodable(new Ledger.Place("t", 0, 8), "k", NOW.minusSeconds(100), "no format");
            ledger.undecodable(new Ledger.Place("t", 0, 9), "k", NOW, "no format");
            ledger.deadLetter(new Ledger.Place("t", 0, 8));

            assertBroken(audit(ledger), new Finding.Loss("k", "the record t/0/7 can't be decoded and is not among the dead letters: no format"));
        }

        @Test
        void olderThanTheEventsAreNotJudged() {
            ledger.submitted("x", NOW.minusSeconds(100));
            ledger.eventsKeptSince(NOW.minusSeconds(99));

            assertNoted(audit(ledger), new Finding.NotAuditable("x", "its events are deleted by the topic's retention"));
        }

        @Test
        void mayBeRefusedAndCorrected() {
            // Given: refused without a trace in the state, a signal to nobody, and then refused by the catalog
            JobEvent.Rejected refusal = new JobEvent.Rejected(new Failure.Invalid(List.of(new Violation("a", "1", "2"))));
            ledger.event(new JobEvent(JOB, 0, NOW.minusSeconds(4000), refusal), false);
            ledger.event(new JobEvent(JOB, 0, NOW.minusSeconds(3999), new JobEvent.SignalAnswered("s", false, "no job has this id")), false);
            ledger.event(new JobEvent(JOB, 0, NOW.minusSeconds(3998), refusal), false);
            // When: the corrected job goes on with the sequence
            world.events.forEach(event -> ledger.event(new JobEvent(JOB, event.sequence() + 1, event.time(), event.what()), false));
            ledger.status(JobStatus.of(new Closed(world.spec, NOW, 5, world.outcome, NOW), NOW), false);

            assertNoted(Audit.of(ledger, world, Optional.empty(), NOW, GRACE));
        }
    }

    @Nested
    class Events {
        @Test
        void mayRefuseWhatWasSentTwiceTwiceInAMoment() {
            Ledger ledger = new Ledger(RETENTION);
            JobEvent refusal = new JobEvent("x", 0, NOW.minusSeconds(4000), new JobEvent.Rejected(new Failure.Invalid(List.of(new Violation("a", "1", "2")))));
            ledger.event(refusal, false);
            ledger.event(refusal, false);

            assertNoted(audit(ledger));
        }

        @Test
        void mayCloselyFollowTheStatus() {
            // Given: the ends of the topics were looked up while the job was being accepted
            Active begun = (Active) new Pending(world.spec, NOW, 0).admitted(new Admission.Admitted(world.spec), NOW).next();
            Ledger ledger = new Ledger(RETENTION);
            ledger.status(JobStatus.of(begun, NOW.minusSeconds(59)), false);
            assertNoted(audit(ledger));

            // When: none came
            ledger.status(JobStatus.of(begun, NOW.minusSeconds(61)), false);
            assertBroken(audit(ledger), new Finding.Loss(JOB, "is RUNNING, but has no events"));
        }

        @Test
        void ofARunningJobMayBeWithoutAnEnd() {
            world.events.removeLast();

            assertNoted(world.audit(running(3)));
        }

        @Test
        void withoutAnEndNeedAStatus() {
            world.events.removeLast();

            assertBroken(world.auditWithoutStatus(), new Finding.Loss(JOB, "was accepted, but has neither terminal event nor status"));
        }

        @Test
        void withoutAnEndDoNotBelongToAJobThatHasEnded() {
            world.events.removeLast();

            assertBroken(world.audit(JobStatus.of(new Closed(world.spec, NOW, 4, world.outcome, NOW.minusSeconds(100)), NOW.minusSeconds(100))),
                    new Finding.Loss(JOB, "is SUCCEEDED, but has no terminal event"),
                    new Finding.Gap(JOB, "the status knows of event 3, the last one on the topic is 2"));
        }

        @Test
        void mayBeAMomentBehindTheStatus() {
            world.events.removeLast();

            assertNoted(world.audit(JobStatus.of(new Closed(world.spec, NOW, 4, world.outcome, NOW), NOW)));
        }

        @Test
        void endOnce() {
            JobStatus status = world.status();
            world.events.add(world.event(4, new JobEvent.Ended(World.outcome(Outcome.Ending.FAILED, 6, List.of()), Optional.empty())));

            assertThat(world.audit(status).findings()).contains(new Finding.Duplicate(JOB, "event 4, FAILED, is a second terminal event"));
        }

        @Test
        void endOnceEvenWhenTheSameIsSaidTwice() {
            JobStatus status = world.status();
            world.events.add(world.events.getLast());

            assertBroken(world.audit(status), new Finding.Duplicate(JOB, "event 3, the terminal one, is there twice"));
        }

        @Test
        void endOnceEvenWhenAnAnswerLiesBetween() {
            world.happened(new JobEvent.SubmissionRepeated("SUCCEEDED"));
            JobStatus status = world.status();
            world.events.add(world.events.get(3));

            assertBroken(world.audit(status), new Finding.Duplicate(JOB, "the terminal event is there twice, each time with the number 3"));
        }

        @Test
        void haveNumbersOfTheirOwn() {
            world.events.add(2, world.event(1, new JobEvent.Progress("generate", 1, 2, 1, 6, 1, Optional.empty(), Map.of())));

            assertBroken(world.audit(statusAfter(4)), new Finding.Duplicate(JOB, "there are two events with the number 1"));
        }

        @Test
        void leaveNoGap() {
            world.events.remove(1);

            assertBroken(world.audit(statusAfter(4)), new Finding.Gap(JOB, "event 1 is missing"));
        }

        @Test
        void mustBeThereFromTheFirst() {
            world.events.removeFirst();
            world.events.removeFirst();

            assertBroken(world.audit(statusAfter(4)), new Finding.Gap(JOB, "events 0 to 1 are missing"));
        }

        @Test
        void comeInTheirPlace() {
            world.happened(new JobEvent.Progress("generate", 1, 2, 1, 6, 1, Optional.empty(), Map.of()));

            assertBroken(world.audit(), new Finding.StrayEvent(JOB, "event 4, of progress, comes after the terminal event"));
        }

        @Test
        void mayAnswerAfterTheEnd() {
            world.happened(new JobEvent.SubmissionRepeated("SUCCEEDED"))
                    .happened(new JobEvent.SignalAnswered("s", false, "the job has ended"))
                    .happened(new JobEvent.Rejected(new Failure.Conflict("other content")));

            assertNoted(world.audit());
        }

        @Test
        void mayBeginAnewOnceTheIdIsFreeAgain() {
            Ledger ledger = world.ledger;
            ledger.event(new JobEvent(JOB, 0, LONG_AGO, new JobEvent.Accepted(world.spec, 1, 1)), false);
            ledger.event(new JobEvent(JOB, 1, LONG_AGO, new JobEvent.Ended(World.outcome(Outcome.Ending.SUCCEEDED, 6, List.of()), Optional.empty())), false);

            assertNoted(world.audit());
        }

        @Test
        void thatCannotBeReadAreNoGap() {
            JobStatus status = world.status();
            world.ledger.event(world.events.removeFirst(), false);
            world.events.removeFirst();
            world.ledger.eventUnreadable(JOB, 17, "counts do not add up");

            assertBroken(world.audit(status), new Finding.Unreadable(JOB, "the event at offset 17 can't be read: counts do not add up"));
        }

        @Test
        void thatRetentionHasDeletedAreNotJudged() {
            world.events.removeFirst();
            world.events.removeFirst();
            world.events.forEach(event -> world.ledger.event(event, true));
            world.events.clear();

            assertNoted(world.audit(statusAfter(4)), new Finding.NotAuditable(JOB, "its first 2 events are deleted by the topic's retention"));
        }

        private JobStatus statusAfter(int events) {
            return JobStatus.of(new Closed(world.spec, NOW, events, world.outcome, NOW.minusSeconds(100)), NOW.minusSeconds(100));
        }

        private JobStatus running(long next) {
            Active begun = (Active) new Pending(world.spec, NOW, 0).admitted(new Admission.Admitted(world.spec), NOW).next();
            return JobStatus.of(new Active(begun.spec(), NOW, next, begun.pinned(), begun.finished(), begun.units(), new Intent.Finish(), true, NOW, begun.headStart(), NOW, Map.of()), NOW);
        }
    }

    @Nested
    class States {
        @Test
        void tellWhatTheTerminalEventTells() {
            Outcome other = World.outcome(Outcome.Ending.FAILED, 6, List.of());

            assertBroken(world.audit(JobStatus.of(new Closed(world.spec, NOW, 4, other, NOW.minusSeconds(99)), NOW.minusSeconds(99))),
                    new Finding.CountMismatch(JOB, "the status says FAILED (6 succeeded, 0 failed, 0 cancelled, 0 expired, 0 outputs), "
                            + "the terminal event SUCCEEDED (6 succeeded, 0 failed, 0 cancelled, 0 expired, 3 outputs)"));
        }

        @Test
        void ofForgottenJobsAreNotJudged() {
            world.ledger.status(JobStatus.of(new Forgotten(JOB, NOW, 4, Outcome.Ending.SUCCEEDED, NOW), NOW), false);

            assertNoted(world.auditWithoutStatus(), new Finding.NotAuditable(JOB, "only its id is remembered"));
        }

        @Test
        void accountForAllThatWasAskedFor() {
            Ledger ledger = new Ledger(RETENTION);
            Outcome five = World.outcome(Outcome.Ending.SUCCEEDED, 0, List.of());
            ledger.event(new JobEvent("x", 0, NOW, new JobEvent.Accepted(World.spec("x"), 1, 1)), false);
            ledger.event(new JobEvent("x", 1, NOW, new JobEvent.Ended(five, Optional.empty())), false);
            ledger.status(JobStatus.of(new Closed(World.spec("x"), NOW, 2, five, NOW), NOW), false);

            assertBroken(audit(ledger), new Finding.CountMismatch("x", "0 images are accounted for, the job asked for 6"));
        }
    }

    @Nested
    class Objects {
        @Test
        void thatAreNamedAreThere() {
            world.objects.remove(Keys.grid(JOB));
            world.objects.remove(SECOND_SHARD);

            assertBroken(world.audit(), new Finding.Loss(JOB, "object jobs/g-1/grid.png is not there, though the terminal event names it"),
                    new Finding.Loss(JOB, "shard " + SECOND_SHARD + " is not there"));
        }

        @Test
        void includeManifestAndLines() {
            world.objects.remove(Keys.manifest(JOB));
            assertThat(world.audit().findings()).contains(new Finding.Loss(JOB, "object jobs/g-1/manifest.json is not there, though the terminal event names it"));

            World other = new World();
            other.objects.remove(Keys.manifestLines(JOB));
            assertThat(other.audit().findings()).contains(new Finding.Loss(JOB, "object jobs/g-1/manifest.jsonl is not there, though the manifest names it"));
        }

        @Test
        void haveTheBytesThatWerePromised() {
            // One byte of an image's pixels; the ZIP's own check finds it too, so the rest of the shard can't be read.
            byte[] shard = world.objects.get(SECOND_SHARD);
            shard[100] ^= 1;
            world.objects.get(Keys.grid(JOB))[0]++;

            Report report = world.audit();

            assertThat(report.holds()).isFalse();
            assertThat(report.findings()).allMatch(Finding.DigestMismatch.class::isInstance).hasSize(3)
                    .anyMatch(finding -> finding.words().startsWith("object " + SECOND_SHARD + " has"))
                    .anyMatch(finding -> finding.words().startsWith("shard " + SECOND_SHARD + " is damaged"))
                    .anyMatch(finding -> finding.words().startsWith("object jobs/g-1/grid.png has 3 bytes"));
        }

        @Test
        void arePromisedImageByImage() {
            World spoilt = new World(lines -> replaced(lines, 4, entry -> new ManifestEntry(entry.seed(), 0, entry.file(), entry.shard(), "ab".repeat(32))));

            assertBroken(spoilt.audit(), new Finding.DigestMismatch(JOB, "images with other bytes than the manifest says in shard " + SECOND_SHARD + ": 1, the first of seed 104"));
        }

        @Test
        void holdEveryImageOfTheManifest() {
            World spoilt = new World(lines -> replaced(lines, 4, entry -> new ManifestEntry(entry.seed(), 0, "nowhere.png", entry.shard(), entry.sha256())));

            assertBroken(spoilt.audit(), new Finding.Loss(JOB, "images that are not in shard " + SECOND_SHARD + ": 1, the first of seed 104"),
                    new Finding.CountMismatch(JOB, "images that the manifest does not list in shard " + SECOND_SHARD + ": 1"));
        }

        @Test
        void countNoImageTwice() {
            World seedTwice = new World(lines -> replaced(lines, 4, entry -> lines.get(3)));
            assertThat(seedTwice.audit().findings()).contains(new Finding.Duplicate(JOB, "seed 103 is in the manifest twice"));

            World fileTwice = new World(lines -> replaced(lines, 4, entry -> new ManifestEntry(entry.seed(), 0, lines.get(3).file(), entry.shard(), lines.get(3).sha256())));
            assertThat(fileTwice.audit().findings())
                    .contains(new Finding.Duplicate(JOB, "images that another seed has already, in shard " + SECOND_SHARD + ": 1, the first of seed 104"));
        }

        @Test
        void countEveryImage() {
            World spoilt = new World(lines -> lines.subList(0, 5));

            assertBroken(spoilt.audit(), new Finding.CountMismatch(JOB, "the manifest has 5 lines, but succeeded is 6"),
                    new Finding.CountMismatch(JOB, "images that the manifest does not list in shard " + SECOND_SHARD + ": 1"));
        }

        @Test
        void areOfTheJobsSeeds() {
            World spoilt = new World(lines -> replaced(lines, 5, entry -> new ManifestEntry(FIRST + 6, 0, entry.file(), entry.shard(), entry.sha256())));

            assertBroken(spoilt.audit(), new Finding.CountMismatch(JOB, "seed 106 is in the manifest, but not in the job, whose seeds are 100 to 105"));
        }

        @Test
        void thatNothingNamesAreLeftovers() {
            world.objects.put(Keys.shard(JOB, 1, 2, "zombie"), new byte[9]);

            assertNoted(world.audit(), new Finding.Leftover(JOB, "1 object of 9 bytes that nothing names, such as " + Keys.shard(JOB, 1, 2, "zombie")));
        }

        @Test
        void ofUnknownJobsAreOrphans() {
            world.objects.put("jobs/who/grid.png", new byte[9]);

            assertBroken(world.audit(), new Finding.Orphan("who", "1 object of 9 bytes of a job that no topic tells about"));
        }

        @Test
        void mayBeOfAJobThatCameWhileTheTopicsWereRead() {
            world.objects.put("jobs/who/grid.png", new byte[9]);
            world.modified = NOW.minusSeconds(59);

            assertNoted(world.audit());
        }

        @Test
        void olderThanTheEventsAreNotJudged() {
            world.objects.put("jobs/who/grid.png", new byte[9]);
            world.ledger.eventsKeptSince(NOW.minusSeconds(3599));

            assertNoted(world.audit(), new Finding.NotAuditable("who", "1 object of 9 bytes of a job that no topic tells about, older than the events that are kept"));
        }

        @Test
        void areReadAgainWhenTheConnectionBreaks() {
            int[] broken = {0};
            Bucket shaky = new Bucket() {
                @Override
                public List<String> folders(String prefix) {
                    return world.folders(prefix);
                }

                @Override
                public List<ObjectInfo> list(String prefix) {
                    return world.list(prefix);
                }

                @Override
                public Optional<InputStream> open(String key) {
                    return broken[0]++ % 2 == 0 ? Optional.of(new Breaking()) : world.open(key);
                }
            };
            world.ledger.status(world.status(), false);
            world.events.forEach(event -> world.ledger.event(event, false));

            assertNoted(Audit.of(world.ledger, shaky, Optional.empty(), NOW, GRACE));
            assertThat(broken[0]).isEqualTo(10);
        }

        private static List<ManifestEntry> replaced(List<ManifestEntry> lines, int index, UnaryOperator<ManifestEntry> change) {
            List<ManifestEntry> changed = new ArrayList<>(lines);
            changed.set(index, change.apply(lines.get(index)));
            return changed;
        }
    }

    private static final class Breaking extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }
    }
}
