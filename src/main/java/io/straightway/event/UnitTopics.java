package io.straightway.event;

import io.straightway.job.Terms;
import io.straightway.job.WorkOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The topics of units: one for each pool of workers and each priority, since a share group knows no priorities. */
public final class UnitTopics {
    private UnitTopics() {}

    public static String of(String pool, Terms.Priority priority) {
        boolean plain = pool.equals(Terms.DEFAULT_POOL) && priority == Terms.Priority.NORMAL;
        return plain ? Topic.UNITS.topic() : Topic.UNITS.topic() + "." + pool + "." + priority.name().toLowerCase(Locale.ROOT);
    }

    /** Where a unit goes. */
    public static String of(WorkOrder order) {
        return of(order.job().terms().pool(), order.job().terms().priority());
    }

    /** In the order in which a worker of the pool looks for work. */
    public static List<String> of(String pool) {
        return Arrays.stream(Terms.Priority.values()).map(priority -> of(pool, priority)).toList();
    }

    public static List<String> of(Collection<String> pools) {
        return pools.stream().flatMap(pool -> of(pool).stream()).toList();
    }
}
