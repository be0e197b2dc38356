package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.UnitId;
import io.straightway.job.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a witness concludes from events, and what recovery does from that. */
@Timeout(60)
class WitnessTest {
    private static final UnitId UNIT = new UnitId("j", 0, 2);
    private static final JobEvent.What BROKEN_OFF = new JobEvent.UnitRetried(UNIT, 1, new Failure.LeaseLapsed("w"));
    private static final JobEvent.What STEP_COMPLETED = new JobEvent.StepCompleted("generate", 1, 2, List.of(), Usage.NONE, Optional.empty());
    private static final JobEvent.What ENDED = new JobEvent.Rejected(new Failure.Invalid(List.of()));
    private static final Duration LONG = Duration.ofMinutes(5);

    private final LinkedBlockingQueue<Supplier<List<JobEvent>>> polls = new LinkedBlockingQueue<>();
    private final Witness witness = new Witness(this::poll);

    private List<JobEvent> poll(Duration timeout) {
        try {
            Supplier<List<JobEvent>> next = polls.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return next == null ? List.of() : next.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns once these have been seen, in one batch. */
    private void seen(JobEvent.What... whats) throws InterruptedException {
        long before = System.nanoTime();
        List<JobEvent> batch = Stream.of(whats).map(what -> new JobEvent("j", 0, Instant.EPOCH, what)).toList();
        polls.add(() -> batch);
        assertThat(witness.await(event -> event.what().equals(whats[0]), before, LONG)).isPresent();
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void aWitnessOutlivesAFailureOfItsReader() throws Exception {
        // Given
        polls.add(() -> {
            throw new IllegalStateException("the broker is away");
        });

        // When
        seen(ENDED);

        // Then
        assertThat(witness.ended()).isOne();
    }

    @Test
    void anAttemptBrokeOffIfAnotherFollowsBeforeItsStepEnds() throws Exception {
        // Given: everything in one batch, as a busy machine reads it
        long since = System.nanoTime();
        seen(BROKEN_OFF, STEP_COMPLETED, ENDED);

        // Then
        assertThat(witness.brokeOff(UNIT, 1, since, LONG)).contains(true);
        assertThat(witness.brokeOff(UNIT, 2, since, LONG)).contains(false);
        assertThat(witness.brokeOff(UNIT, 1, System.nanoTime(), LONG)).contains(false);
    }

    @Test
    void anAttemptWhoseJobEndsWithoutAnotherDidNotBreakOff() throws Exception {
        // Given
        long since = System.nanoTime();
        seen(ENDED);

        // Then
        assertThat(witness.brokeOff(UNIT, 1, since, LONG)).contains(false);
    }

    @Test
    void ofAnAttemptThatGoesOnNothingIsKnown() throws Exception {
        assertThat(witness.brokeOff(UNIT, 1, 0, Duration.ZERO)).isEmpty();
    }

    @Test
    void aFaultThatConcernedOnlyJobsWhichHadEndedMissedItsMoment() throws Exception {
        // Given
        long begin = System.nanoTime();
        seen(STEP_COMPLETED, ENDED);
        Fault.Injection late = Fault.Injection.of(Set.of("j"));
        Fault.Injection drained = Fault.Injection.drained(Set.of("j"), begin);

        // Then
        assertThatThrownBy(() -> recovery(LONG).await(late)).isInstanceOf(MomentMissed.class).hasMessageContaining("[j]");
        assertThat(recovery(LONG).await(drained)).isEqualTo(new Tried.Recovered(0));
    }

    @Test
    void aJobThatEndsAfterTheFaultShowsRecovery() throws Exception {
        // Given
        Fault.Injection injection = Fault.Injection.of(Set.of("other", "j"));
        seen(ENDED);

        // Then
        assertThat(recovery(LONG).await(injection)).isInstanceOf(Tried.Recovered.class);
    }

    @Test
    void aFaultWithoutSignInTimeIsNoMissedMoment() throws Exception {
        // Given
        Fault.Injection injection = Fault.Injection.of(Set.of("j"));

        // Then
        assertThat(recovery(Duration.ZERO).await(injection)).isInstanceOf(Tried.NotRecovered.class);
        assertThat(recovery(Duration.ZERO).await(Fault.Injection.ofCoordinators())).isInstanceOf(Tried.NotRecovered.class);
    }

    @Test
    void coordinatorsHaveRecoveredOnceEveryProbeIsAnswered() throws Exception {
        // Given
        Fault.Injection injection = Fault.Injection.ofCoordinators();
        seen(new JobEvent.SubmissionRepeated("RUNNING"));

        // Then
        assertThat(recovery(LONG).await(injection)).isInstanceOf(Tried.Recovered.class);
    }

    private Recovery recovery(Duration patience) {
        return new Recovery(witness, () -> Set.of("j"), patience);
    }
}
