package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.job.JobSpec;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkloadTest {

    @Test
    void aJobThatIsStillOnItsWayIsNotSubmittedAgain() throws Exception {
        // Given: the first job never gets its confirmation
        CountDownLatch underway = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (Witness witness = new Witness(timeout -> List.of());
                Workload workload = new Workload(witness, (JobSpec job) -> {
                    underway.countDown();
                    uninterruptibly(never);
                }, signal -> {}, 1)) {

            // When
            underway.await();

            // Then
            assertThat(workload.submitted()).isOne();
            assertThat(workload.probe(1)).isEmpty();
            assertThatThrownBy(() -> workload.repeat(1, 1)).isInstanceOf(MomentMissed.class);
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
