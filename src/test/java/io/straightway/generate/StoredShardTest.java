package io.straightway.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.data.DataException;
import io.straightway.data.Images;
import io.straightway.store.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StoredShardTest {
    private static final int COUNT = 400;
    private static final int SIDE = 32;

    private final ShardWriter.Shard shard = ShardWriter.inMemory("jobs/j/shards/00000.zip", LongStream.range(0, COUNT).toArray(), noise());
    private final List<Integer> requests = new ArrayList<>();

    @Test
    void aPictureIsReadByItsRangeAlone() {
        // Given: a shard of several blocks
        assertThat(shard.bytes().length).isGreaterThan(1 << 20);
        StoredShard stored = StoredShard.open("shard", shard.bytes().length, this::read);
        requests.clear();

        // When: neighbours
        byte[] first = stored.picture(shard.entries().get(10).file()).orElseThrow();
        byte[] second = stored.picture(shard.entries().get(11).file()).orElseThrow();

        // Then
        assertThat(Digest.of(first)).isEqualTo(shard.entries().get(10).sha256());
        assertThat(Digest.of(second)).isEqualTo(shard.entries().get(11).sha256());
        assertThat(requests).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void everyPictureIsThere() {
        StoredShard stored = StoredShard.open("shard", shard.bytes().length, this::read);

        assertThat(shard.entries()).allSatisfy(entry -> assertThat(stored.picture(entry.file()).map(Digest::of)).contains(entry.sha256()));
        assertThat(stored.picture("../000000.png")).isEmpty();
    }

    @Test
    void whatIsNoShardIsSaidSo() {
        assertThatThrownBy(() -> StoredShard.open("shard", 1000, (offset, length) -> new byte[length])).isInstanceOf(DataException.class).hasMessageContaining("shard");
        assertThatThrownBy(() -> StoredShard.open("cut short", shard.bytes().length / 2, this::read)).isInstanceOf(DataException.class);
    }

    private byte[] read(long offset, int length) throws IOException {
        requests.add(length);
        return Arrays.copyOfRange(shard.bytes(), (int) Math.min(offset, shard.bytes().length), (int) Math.min(shard.bytes().length, offset + length));
    }

    private static Images noise() {
        byte[] pixels = new byte[COUNT * 3 * SIDE * SIDE];
        new Random(1).nextBytes(pixels);
        return new Images(COUNT, 3, SIDE, SIDE, pixels, new int[COUNT], List.of("noise"));
    }
}
