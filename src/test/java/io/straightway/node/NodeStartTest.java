package io.straightway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class NodeStartTest {
    @TempDir
    private Path data;

    @Test
    void theEmbeddedBrokerIsClosedIfTheStoreBesideItDoesNotStart() throws IOException {
        // Given: another program has the store's port
        int kafkaPort = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StraightwayConfig config = ConfigLoader.load(Map.of("straightway.data", data.toString(), "straightway.embedded.enabled", "true",
                    "straightway.embedded.kafka-port", Integer.toString(kafkaPort), "straightway.embedded.store-port", Integer.toString(taken.getLocalPort())));

            // When
            assertThatThrownBy(() -> Node.start(config)).hasMessageContaining("the embedded store did not start on port " + taken.getLocalPort());
        }

        // Then: nobody holds the broker's port, nor will
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("broker-start");
        new ServerSocket(kafkaPort, 1, InetAddress.getByName("127.0.0.1")).close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
