package io.straightway.audit;

import io.straightway.job.Outcome;
import io.straightway.store.Keys;
import io.straightway.store.ObjectInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Judges a ledger against the bucket. For one run, by one thread. */
public final class Audit {
    private final Ledger ledger;
    private final Bucket bucket;
    private final Instant now;
    private final Instant settled;
    private final Findings findings;
    private long running;
    private long ended;
    private long objects;
    private long images;

    private Audit(Ledger ledger, Bucket bucket, Instant now, Duration grace) {
        this.ledger = ledger;
        this.bucket = bucket;
        this.now = now;
        settled = now.minus(grace);
        findings = ledger.findings();
    }

    /**
     * @param only the job that the ledger was read for; all of them if empty
     * @param grace age below which a submission may still be unanswered, and objects may be of a job that no topic told about when it was read
     */
    public static Report of(Ledger ledger, Bucket bucket, Optional<String> only, Instant now, Duration grace) {
        Audit audit = new Audit(ledger, bucket, now, grace);
        ledger.trails().forEach(audit::job);
        audit.undecodable();
        if (only.isEmpty()) {
            audit.strangers();
        }
        return new Report(ledger.trails().size(), audit.running, audit.ended, audit.objects, audit.images, audit.findings.counts(), audit.findings.list());
    }

    private void job(Trail trail) {
        Optional<String> tooOld = trail.tooOld(now).or(() -> answerDeleted(trail));
        if (tooOld.isPresent()) {
            findings.add(new Finding.NotAuditable(trail.job(), tooOld.get()));
            return;
        }
        new Story(trail, settled, findings::add).check();
        if (trail.ended()) {
            ended++;
            trail.outcome().ifPresent(outcome -> goods(trail, outcome));
        } else if (trail.status().filter(status -> !status.ended()).isPresent()) {
            running++;
        }
    }

    /** Why a submission without answer may have had one; empty if it can't. */
    private Optional<String> answerDeleted(Trail trail) {
        boolean old = ledger.keptSince().flatMap(since -> trail.submitted().filter(time -> time.isBefore(since))).isPresent();
        return old && trail.last().isEmpty() && trail.status().isEmpty() ? Optional.of("its events are deleted by the topic's retention") : Optional.empty();
    }

    private void goods(Trail trail, Outcome outcome) {
        Goods goods = new Goods(bucket, trail, outcome, findings::add);
        goods.check();
        objects += goods.objects();
        images += goods.images();
    }

    private void undecodable() {
        ledger.unaccounted().stream().filter(record -> record.time().isBefore(settled)).forEach(record -> findings.add(new Finding.Loss(record.job(),
                "the record " + record.place() + " can't be decoded and is not among the dead letters: " + record.reason())));
    }

    /** Objects of jobs that no topic tells about. Those older than the events that are kept may have had theirs deleted. */
    private void strangers() {
        for (String job : bucket.folders(Keys.JOBS)) {
            List<ObjectInfo> found = ledger.knows(job) ? List.of() : bucket.list(Keys.JOBS + job + "/");
            // A job may have come after the ends of the topics were looked up.
            if (found.stream().anyMatch(object -> object.modified().isBefore(settled))) {
                String words = found.size() + (found.size() == 1 ? " object" : " objects") + " of " + found.stream().mapToLong(ObjectInfo::bytes).sum()
                        + " bytes of a job that no topic tells about";
                boolean old = ledger.keptSince().filter(since -> found.stream().allMatch(object -> object.modified().isBefore(since))).isPresent();
                findings.add(old ? new Finding.NotAuditable(job, words + ", older than the events that are kept") : new Finding.Orphan(job, words));
            }
        }
    }
}
