package io.straightway.drill;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the broker in this process is asked, by kind of request. */
final class BrokerRequests {
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    private final Map<String, Long> before = counts();

    private BrokerRequests() {}

    static BrokerRequests begin() {
        return new BrokerRequests();
    }

    /** Requests since the beginning, for each of {@code jobs}; those that are rare are left out. */
    Map<String, Double> perJob(int jobs) {
        Map<String, Double> figures = new TreeMap<>();
        counts().forEach((kind, count) -> {
            double each = (count - before.getOrDefault(kind, 0L)) / (double) jobs;
            if (each >= 0.01) {
                figures.put(kind, each);
            }
        });
        return figures;
    }

    private static Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        try {
            for (ObjectName name : BEANS.queryNames(new ObjectName("kafka.network:type=RequestMetrics,name=RequestsPerSec,*"), null)) {
                counts.merge(name.getKeyProperty("request"), (Long) BEANS.getAttribute(name, "Count"), Long::sum);
            }
        } catch (JMException e) {
            throw new IllegalStateException("the broker's metrics can't be read", e);
        }
        return counts;
    }
}
