package io.straightway.event;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** The share group in which workers take units. */
public final class SharePool {
    /** The group that all workers of an installation join. */
    public static final String GROUP = "straightway-workers";

    private static final String FEATURE = "share.version";

    private SharePool() {}

    /**
     * Must have happened before the first worker subscribes: a group that begins at the end of the topic would never see the units that
     * were sent earlier.
     *
     * @throws IllegalStateException if the cluster has no share groups
     */
    public static void prepare(Admin admin, String group) {
        check(admin);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        AlterConfigOp earliest = new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
        Topics.Answer.of(admin.incrementalAlterConfigs(Map.of(resource, List.of(earliest))).all(), "configure share group " + group);
    }

    /** @throws IllegalStateException if the cluster has no share groups */
    public static void check(Admin admin) {
        var features = Topics.Answer.of(admin.describeFeatures().featureMetadata(), "ask the cluster for its features").finalizedFeatures();
        int version = features.containsKey(FEATURE) ? features.get(FEATURE).maxVersionLevel() : 0;
        if (version < 1) {
            throw new IllegalStateException("the cluster's " + FEATURE + " is " + version + ", allowed: 1 or more. Workers take units as a Kafka "
                    + "share group, which needs Kafka 4.2 or newer, and on a cluster that was upgraded: kafka-features.sh upgrade --feature share.version=1");
        }
    }
}
