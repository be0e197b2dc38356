package io.straightway.system;

import io.straightway.embedded.EmbeddedKafka;
import io.straightway.event.SharePool;
import io.straightway.event.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** A broker with our topics, a partition each, and nothing of ours running. */
final class BareKafka {
    private BareKafka() {}

    static EmbeddedKafka start(Path folder) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Topics.create(admin, Set.of("default"), 1, (short) 1);
            SharePool.prepare(admin, SharePool.GROUP);
            return kafka;
        } catch (Exception e) {
            kafka.close();
            throw e;
        }
    }
}
