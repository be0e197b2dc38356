package io.straightway.audit;

import io.straightway.event.JobStatus;
import io.straightway.job.Artifact;
import io.straightway.job.JobEvent;
import io.straightway.job.JobSpec;
import io.straightway.job.Outcome;
import io.straightway.job.Retention;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the topics tell about one job. Events are judged as they come, so that no more than the outline of them is kept. */
final class Trail {
    /** How far the events have come. A refused submission leaves a job where it was: not begun. */
    private enum Phase { NOT_BEGUN, RUNNING, ENDED }

    private final String job;
    private final Retention retention;
    private final Consumer<Finding> findings;
    private final Set<String> named = new HashSet<>();
    private Phase phase = Phase.NOT_BEGUN;
    private Optional<JobEvent> last = Optional.empty();
    private Optional<Instant> closed = Optional.empty();
    private Optional<Instant> submitted = Optional.empty();
    private Optional<JobEvent.Accepted> accepted = Optional.empty();
    private Optional<Outcome> outcome = Optional.empty();
    private Optional<JobStatus> status = Optional.empty();
    private Numbering numbering;
    private boolean statusBehindCut;
    private boolean statusUnreadable;

    Trail(String job, Retention retention, Consumer<Finding> findings) {
        this.job = job;
        this.retention = retention;
        this.findings = findings;
        numbering = new Numbering(job, findings);
    }

    void submitted(Instant time) {
        submitted = submitted.filter(known -> known.isAfter(time)).or(() -> Optional.of(time));
    }

    /** @param behindCut whether retention has deleted events from this job's partition */
    void status(JobStatus newest, boolean behindCut) {
        status = Optional.of(newest);
        statusBehindCut = behindCut;
        statusUnreadable = false;
    }

    void statusUnreadable(String reason) {
        statusUnreadable = true;
        findings.accept(new Finding.Unreadable(job, "the status can't be read: " + reason));
    }

    /** Its id may be used again. */
    void statusRemoved() {
        status = Optional.empty();
        statusUnreadable = false;
    }

    void unreadable(long offset, String reason) {
        numbering.unreadable();
        findings.accept(new Finding.Unreadable(job, "the event at offset " + offset + " can't be read: " + reason));
    }

    /** @param behindCut whether retention has deleted older events from its partition */
    void event(JobEvent event, boolean behindCut) {
        // What was sent twice may be answered twice in one millisecond.
        if (last.filter(event::equals).isPresent() && !event.leavesNothing()) {
            String which = event.what().terminal() ? ", the terminal one," : "";
            findings.accept(new Finding.Duplicate(job, "event " + event.sequence() + which + " is there twice"));
            return;
        }
        if (event.sequence() == 0 && closed.filter(end -> !event.time().isBefore(retained(end))).isPresent()) {
            forget();
        }
        if (numbering.takes(event, behindCut, phase == Phase.ENDED)) {
            follow(event);
            last = Optional.of(event);
        }
    }

    /** When the id of a job that ended then is free again. */
    private Instant retained(Instant end) {
        return end.plus(retention.jobs()).plus(retention.ids());
    }

    private void forget() {
        phase = Phase.NOT_BEGUN;
        last = Optional.empty();
        closed = Optional.empty();
        accepted = Optional.empty();
        outcome = Optional.empty();
        named.clear();
        numbering = new Numbering(job, findings);
    }

    private void follow(JobEvent event) {
        switch (event.what()) {
            case JobEvent.Accepted first -> {
                expect(phase == Phase.NOT_BEGUN, event, "accepted");
                phase = phase == Phase.ENDED ? Phase.ENDED : Phase.RUNNING;
                accepted = accepted.or(() -> Optional.of(first));
                closed = phase == Phase.ENDED ? closed : Optional.empty();
            }
            case JobEvent.Waiting waiting -> expect(phase == Phase.NOT_BEGUN, event, "waiting");
            case JobEvent.Rejected refusal -> {
                if (refusal.terminal()) {
                    expect(phase == Phase.NOT_BEGUN, event, "rejected");
                    closed = closed.or(() -> Optional.of(event.time()));
                }
            }
            case JobEvent.Ended end -> {
                if (phase == Phase.ENDED) {
                    findings.accept(new Finding.Duplicate(job,
                            "event " + event.sequence() + ", " + end.outcome().ending() + ", is a second terminal event"));
                    return;
                }
                phase = Phase.ENDED;
                outcome = Optional.of(end.outcome());
                closed = Optional.of(event.time());
                name(end.outcome().outputs());
                compare(end);
            }
            case JobEvent.StepCompleted step -> {
                expectRunning(event, "of a completed step");
                name(step.outputs());
            }
            case JobEvent.Started started -> expectRunning(event, "of the start");
            case JobEvent.Progress progress -> expectRunning(event, "of progress");
            case JobEvent.UnitRetried retried -> expectRunning(event, "of a retry");
            // Answers may come at any time.
            case JobEvent.SubmissionRepeated answer -> {}
            case JobEvent.SignalAnswered answer -> {}
        }
    }

    private void compare(JobEvent.Ended end) {
        if (accepted.isPresent() && end.ran().isPresent() && !accepted.get().pinned().equals(end.ran().get().pinned())) {
            findings.accept(new Finding.CountMismatch(job, "the terminal event tells of another job than was accepted"));
        }
        accepted = accepted.or(end::ran);
    }

    private void expectRunning(JobEvent event, String what) {
        expect(phase == Phase.RUNNING || phase == Phase.NOT_BEGUN && numbering.beginningMissing(), event, what);
    }

    private void expect(boolean fits, JobEvent event, String what) {
        if (!fits) {
            String when = switch (phase) {
                case NOT_BEGUN -> "before the job was accepted";
                case RUNNING -> "while the job runs";
                case ENDED -> "after the terminal event";
            };
            findings.accept(new Finding.StrayEvent(job, "event " + event.sequence() + ", " + what + ", comes " + when));
        }
    }

    private void name(List<Artifact> artifacts) {
        artifacts.forEach(artifact -> named.add(artifact.key()));
    }

    String job() {
        return job;
    }

    Optional<Instant> submitted() {
        return submitted;
    }

    Optional<JobStatus> status() {
        return status;
    }

    Optional<JobEvent> last() {
        return last;
    }

    /** Of the terminal event, unless the job was rejected. */
    Optional<Outcome> outcome() {
        return outcome;
    }

    /** The job as it runs or ran, every option filled in. */
    Optional<JobEvent.Accepted> ran() {
        return accepted;
    }

    Optional<JobSpec> pinned() {
        return accepted.map(JobEvent.Accepted::pinned);
    }

    /** Keys that its events name. */
    Set<String> named() {
        return named;
    }

    boolean running() {
        return phase == Phase.RUNNING || phase == Phase.NOT_BEGUN && numbering.beginningMissing();
    }

    boolean ended() {
        return phase == Phase.ENDED;
    }

    /** Whether some record about it could not be read, so that what is missing may be in there. */
    boolean blurred() {
        return numbering.unread() > 0 || statusUnreadable;
    }

    /** Why retention makes a judgement impossible; empty if it does not. */
    Optional<String> tooOld(Instant now) {
        if (status.filter(JobStatus::forgotten).isPresent()) {
            return Optional.of("only its id is remembered");
        }
        if (numbering.cut() > 0) {
            return Optional.of("its first " + numbering.cut() + " events are deleted by the topic's retention");
        }
        if (last.isEmpty() && status.isPresent() && statusBehindCut) {
            return Optional.of("its events are deleted by the topic's retention");
        }
        return status.isEmpty() && closed.filter(end -> !now.isBefore(retained(end))).isPresent() ? Optional.of("its id is free again") : Optional.empty();
    }
}
