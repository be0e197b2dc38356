package io.straightway.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AheadTest {
    @Test
    void samplesAreDrawnBeforeTheyAreAskedForAndOnce() throws InterruptedException {
        // Given
        var drawn = new ConcurrentLinkedQueue<Long>();
        var second = new CountDownLatch(1);
        var ahead = new Ahead(first -> {
            drawn.add(first);
            if (first == 4) {
                second.countDown();
            }
            return samples(first);
        });

        // When
        Samples one = ahead.take(0, 4);
        second.await();
        Samples two = ahead.take(4, 8);

        // Then
        assertThat(one.labels()).containsExactly(0);
        assertThat(two.labels()).containsExactly(4);
        assertThat(drawn).startsWith(0L, 4L).doesNotHaveDuplicates();
    }

    @Test
    void onesThatNobodyHasBegunAreDrawnAtOnce() {
        // Given: samples of another step than the one that was told
        var ahead = new Ahead(AheadTest::samples);
        ahead.take(0, 4);

        // Then
        assertThat(ahead.take(12, 16).labels()).containsExactly(12);
    }

    @Test
    void whatGoesWrongAheadIsToldToTheOneWhoAsks() {
        var calls = new AtomicInteger();
        var ahead = new Ahead(first -> {
            if (calls.incrementAndGet() > 1) {
                throw new IllegalStateException("no such pair");
            }
            return samples(first);
        });
        ahead.take(0, 4);
        assertThatThrownBy(() -> ahead.take(4, 8)).isInstanceOf(IllegalStateException.class).hasMessage("no such pair");
    }

    @Test
    void samplesInPiecesAreThoseOfOneGo() {
        // Given: a source that tells numbers
        Source numbers = new Source() {
            @Override
            public void fill(long first, int count, float[] x0, float[] x1, int[] labels) {
                for (int i = 0; i < count; i++) {
                    x0[2 * i] = first + i;
                    x0[2 * i + 1] = -first - i;
                    x1[2 * i] = 1000 + first + i;
                    labels[i] = (int) first + i;
                }
            }

            @Override
            public void augmentations(long first, int count, float[] target) {
                for (int i = 0; i < count; i++) {
                    target[i * Augmentation.LABEL + 8] = first + i;
                }
            }
        };

        // When: more than one piece, the last one shorter
        Samples all = Samples.of(numbers, 100, 21, 2, true);

        // Then
        for (int i = 0; i < 21; i++) {
            assertThat(all.x0()[2 * i]).isEqualTo(100 + i);
            assertThat(all.x0()[2 * i + 1]).isEqualTo(-100 - i);
            assertThat(all.x1()[2 * i]).isEqualTo(1100 + i);
            assertThat(all.labels()[i]).isEqualTo(100 + i);
            assertThat(all.changes()[i * Augmentation.LABEL + 8]).isEqualTo(100 + i);
        }
        assertThat(Samples.of(numbers, 0, 3, 2, false).changes()).isEmpty();
    }

    private static Samples samples(long first) {
        return new Samples(new float[0], new float[0], new int[] {(int) first}, new float[0]);
    }
}
