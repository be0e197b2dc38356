package io.straightway.coordinator;

import io.straightway.job.Closed;
import io.straightway.job.Forgotten;
import io.straightway.job.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** When ended jobs are to be forgotten, and their ids after them. Confined to one thread; rebuilt from the state at each start. */
final class Graveyard {
    private record Due(Instant at, String id) {}

    private final Retention retention;
    private final PriorityQueue<Due> next = new PriorityQueue<>(Comparator.comparing(Due::at));

    Graveyard(Retention retention) {
        this.retention = retention;
    }

    void clear() {
        next.clear();
    }

    void add(Closed job) {
        next.add(new Due(job.at().plus(retention.jobs()), job.id()));
    }

    void add(Forgotten job) {
        next.add(new Due(job.ended().plus(retention.jobs()).plus(retention.ids()), job.id()));
    }

    /** Ids whose time has come; each is given once. */
    List<String> due(Instant now) {
        List<String> ids = new ArrayList<>();
        while (!next.isEmpty() && !now.isBefore(next.peek().at())) {
            ids.add(next.poll().id());
        }
        return ids.stream().distinct().toList();
    }
}
