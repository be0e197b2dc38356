package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PersistentlyTest {
    private final List<String> told = new ArrayList<>();
    private int opened;

    private final class Queue implements Persistently.Resource {
        private final int number = ++opened;

        @Override
        public void close() {
            told.add("closed " + number);
        }
    }

    @Test
    void whatBreaksIsOpenedAnew() throws InterruptedException {
        // When: the Kafka client's share consumer throws such a thing while the broker has no share coordinator yet
        Persistently.run(Queue::new, queue -> {
            told.add("asked " + queue.number);
            if (queue.number == 1) {
                throw new IllegalStateException("Unexpected error code 15 while fetching");
            }
        }, () -> told.size() >= 4, Duration.ZERO);

        // Then
        assertThat(told).containsExactly("asked 1", "closed 1", "asked 2", "asked 2", "closed 2");
    }

    @Test
    void whatCannotBeOpenedIsTriedAgain() throws InterruptedException {
        // When
        Persistently.run(() -> {
            if (++opened < 3) {
                throw new IllegalStateException("no broker yet");
            }
            return new Queue();
        }, queue -> told.add("asked"), () -> !told.isEmpty(), Duration.ZERO);

        // Then
        assertThat(told).startsWith("asked");
    }
}
