package io.straightway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
    private static final Patience SHORT = new Patience(3, Duration.ofMillis(5), Duration.ofMillis(20));

    @TempDir
    static Path directory;

    static EmbeddedStore server;
    static ObjectStore store;

    @BeforeAll
    static void start() {
        server = EmbeddedStore.start(directory, 0, "key", "secret");
        store = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"), SHORT);
        store.ensureBucket();
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @Test
    void whatIsPutIsGotAndDescribed() {
        byte[] bytes = random(20_000);
        ObjectRef ref = store.put("a/b.bin", bytes);

        assertThat(ref).isEqualTo(new ObjectRef("a/b.bin", Digest.of(bytes), 20_000));
        assertThat(store.get("a/b.bin")).hasValueSatisfying(got -> assertThat(got).isEqualTo(bytes));
        assertThat(store.getVerified(ref)).isEqualTo(bytes);
        assertThat(store.stat("a/b.bin").map(ObjectInfo::bytes)).contains(20_000L);
    }

    @Test
    void aPartOfAnObjectIsReadAlone() {
        byte[] bytes = random(10_000);
        store.put("parts.bin", bytes);

        assertThat(store.range("parts.bin", 4_000, 500)).hasValueSatisfying(part -> assertThat(part).isEqualTo(Arrays.copyOfRange(bytes, 4_000, 4_500)));
        assertThat(store.range("parts.bin", 9_900, 500)).hasValueSatisfying(part -> assertThat(part).isEqualTo(Arrays.copyOfRange(bytes, 9_900, 10_000)));
        assertThat(store.range("nowhere.bin", 0, 1)).isEmpty();
    }

    @Test
    void aFileGoesUpInPartsAndComesDownWhole(@TempDir Path files) throws IOException {
        byte[] bytes = random(6_000_000);
        Path up = Files.write(files.resolve("up"), bytes);
        Path down = files.resolve("down");

        ObjectRef ref = store.put("large.bin", up);

        assertThat(ref.sha256()).isEqualTo(Digest.of(bytes));
        assertThat(store.download("large.bin", down)).isTrue();
        assertThat(Files.readAllBytes(down)).isEqualTo(bytes);
        assertThat(store.download("not-there", down)).isFalse();
        assertThat(files).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
        try (InputStream in = store.open("large.bin").orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void absenceIsNoError() {
        assertThat(store.get("nothing")).isEmpty();
        assertThat(store.open("nothing")).isEmpty();
        assertThat(store.stat("nothing")).isEmpty();
        assertThat(store.list("nothing/")).isEmpty();
        store.remove("nothing");
    }

    @Test
    void ofSeveralWritersOneWins() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<Optional<ObjectRef>>> racers = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> store.putIfAbsent("race", new byte[] {(byte) i})))
                    .toList();
            long winners = 0;
            for (var racer : racers) {
                winners += racer.get().isPresent() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void aListingIsOrderedAndKeepsToItsPrefix() {
        store.put("list/b", new byte[1]);
        store.put("list/a/c", new byte[2]);
        store.put("lists", new byte[3]);

        assertThat(store.list("list/")).extracting(ObjectInfo::key).containsExactly("list/a/c", "list/b");

        store.remove("list/b");
        assertThat(store.list("list/")).extracting(ObjectInfo::bytes).containsExactly(2L);
    }

    @Test
    void otherContentThanReferencedIsRefused() throws IOException {
        ObjectRef ref = store.put("tampered", new byte[] {1, 2, 3});
        Files.write(directory.resolve("bucket/tampered"), new byte[] {1, 2, 4});

        assertThatThrownBy(() -> store.getVerified(ref)).isInstanceOf(DigestMismatch.class).hasMessageContaining("tampered");
        assertThatThrownBy(() -> store.getVerified(new ObjectRef("gone", ref.sha256(), 3))).hasMessageContaining("gone is not there");
    }

    @Test
    void aWrongSecretIsRefusedAtOnce() {
        try (var stranger = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "wrong"), SHORT)) {
            assertThatThrownBy(() -> stranger.put("x", new byte[1]))
                    .isInstanceOf(StoreException.class).isNotInstanceOf(StoreUnavailable.class).hasMessageContaining("put x");
            assertThat(stranger.reachable()).isFalse();
        }
    }

    @Test
    void aStoreThatIsGoneIsUnavailableAndOneThatComesBackIsFound(@TempDir Path other) {
        EmbeddedStore first = EmbeddedStore.start(other, 0, "key", "secret");
        StoreAccess access = new StoreAccess(first.endpoint(), "bucket", "key", "secret");
        try (var client = ObjectStore.of(access, SHORT)) {
            client.ensureBucket();
            client.put("kept", new byte[] {7});
            first.close();

            assertThatThrownBy(() -> client.put("x", new byte[1])).isInstanceOf(StoreUnavailable.class).hasMessageContaining("put x");
            assertThatThrownBy(() -> client.get("kept")).isInstanceOf(StoreUnavailable.class);

            try (var again = EmbeddedStore.start(other, access.endpoint().getPort(), "key", "secret")) {
                assertThat(client.get("kept")).hasValueSatisfying(got -> assertThat(got).containsExactly(7));
            }
        }
    }

    @Test
    void theSecretIsNotPrinted() {
        assertThat(new StoreAccess(URI.create("http://h"), "b", "k", "hush")).asString().doesNotContain("hush");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
