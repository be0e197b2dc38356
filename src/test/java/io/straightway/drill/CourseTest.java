package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.job.Counts;
import io.straightway.job.Failure;
import io.straightway.job.JobEvent;
import io.straightway.job.Outcome;
import io.straightway.job.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final JobEvent WAITING = event(0, new JobEvent.Waiting(List.of("other")));
    private static final JobEvent STARTED = event(1, new JobEvent.Started());
    private static final Outcome OUTCOME = new Outcome(Outcome.Ending.SUCCEEDED, new Counts("image", 0, 0, 0, 0, 0), List.of(), Optional.empty(), Usage.NONE,
            Optional.empty(), List.of());
    private static final JobEvent ENDED = event(2, new JobEvent.Ended(OUTCOME, Optional.empty()));
    private static final JobEvent NO_SUCH_JOB = event(0, new JobEvent.SignalAnswered("cancel", false, "no job has this id"));
    private static final JobEvent REJECTED = event(0, new JobEvent.Rejected(new Failure.Invalid(List.of())));

    @Test
    void aSignalThatWasFasterThanTheSubmissionIsNoneOfTheJobsEvents() {
        // When: a broker that comes back gives a coordinator both, in any order
        Course course = new Course(List.of(NO_SUCH_JOB, WAITING, STARTED, ENDED));

        // Then
        assertThat(course.numbered()).isTrue();
        assertThat(course.ends()).isOne();
        assertThat(course.duplicated(0)).isZero();
    }

    @Test
    void aNumberThatComesTwiceOrNotAtAllIsFound() {
        assertThat(new Course(List.of(WAITING, WAITING, STARTED)).numbered()).isFalse();
        assertThat(new Course(List.of(WAITING, NO_SUCH_JOB, STARTED)).numbered()).isFalse();
        assertThat(new Course(List.of(WAITING, ENDED)).numbered()).isFalse();
        assertThat(new Course(List.of(NO_SUCH_JOB, STARTED)).numbered()).isFalse();
    }

    @Test
    void aSecondEndIsFound() {
        assertThat(new Course(List.of(WAITING, STARTED, ENDED, ENDED)).duplicated(0)).isOne();
        assertThat(new Course(List.of(WAITING, STARTED, ENDED)).duplicated(0)).isZero();
    }

    @Test
    void anInvalidSubmissionIsRefusedAsOftenAsItWasSent() {
        Course course = new Course(List.of(REJECTED, REJECTED));

        assertThat(course.ends()).isEqualTo(2);
        assertThat(course.numbered()).isTrue();
        assertThat(course.duplicated(2)).isZero();
        assertThat(course.duplicated(1)).isOne();
    }

    @Test
    void aValidSubmissionThatIsRefusedAndThenRunsHasEndedTwice() {
        assertThat(new Course(List.of(REJECTED, WAITING, STARTED, ENDED)).duplicated(0)).isOne();
    }

    private static JobEvent event(long sequence, JobEvent.What what) {
        return new JobEvent("j", sequence, Instant.EPOCH, what);
    }
}
