package io.straightway.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdleExitTest {

    @Test
    void shouldAskForTheEndOnceAndNotBeforeTheTimeIsOver() throws InterruptedException {
        // Given: a worker that is busy, then idle for less than the limit, then for as long
        BlockingQueue<Duration> idle = new LinkedBlockingQueue<>(List.of(Duration.ZERO, Duration.ofSeconds(59), Duration.ofSeconds(60), Duration.ofSeconds(61)));
        AtomicInteger leftWith = new AtomicInteger(-1);
        CountDownLatch asked = new CountDownLatch(1);

        // When
        try (IdleExit exit = new IdleExit(idle::remove, Duration.ofMinutes(1), () -> {
            leftWith.set(idle.size());
            asked.countDown();
        })) {
            assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
        }

        // Then
        assertThat(leftWith).hasValue(1);
        assertThat(idle).containsExactly(Duration.ofSeconds(61));
    }
}
