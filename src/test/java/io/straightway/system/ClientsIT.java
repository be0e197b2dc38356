package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples in other languages, and the one in Java that knows nothing of us. */
class ClientsIT {
    @RegisterExtension
    static final EmbeddedNode NODE = new EmbeddedNode();

    @Test
    void nodeJsSubmitsAJobAndFollowsIt() throws Exception {
        submitsAndFollows(ClientProgram.node(), "from-node");
    }

    @Test
    void pythonSubmitsAJobAndFollowsIt() throws Exception {
        submitsAndFollows(ClientProgram.python(), "from-python");
    }

    @Test
    void javaWithoutAClassOfOursSubmitsAJobAndFollowsIt() throws Exception {
        submitsAndFollows(ClientProgram.java(), "from-java");
    }

    private static void submitsAndFollows(ClientProgram client, String job) throws Exception {
        // Given
        NODE.trained();
        Map<String, String> environment = Map.of("BROKER", (String) NODE.clients().get("bootstrap.servers"));

        // When
        ClientProgram.Run well = client.run(environment, job, EmbeddedNode.MODEL, "8");
        ClientProgram.Run badly = client.run(environment, job + "-of-nobody", "no-such-model", "8");

        // Then
        assertThat(well.lines()).startsWith("0 accepted").last().asString().matches("SUCCEEDED: 8 of 8 images, 0 failed; distance [0-9.E-]+");
        assertThat(well.exit()).isZero();
        assertThat(badly.lines()).last().asString().startsWith("REJECTED: ").contains("no-such-model");
        assertThat(badly.exit()).isEqualTo(1);
    }
}
