package io.straightway.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Jobs that wait for each other, and so would wait for ever. */
final class Circle {
    private Circle() {}

    /**
     * @param job that is to wait for {@code other}
     * @return the jobs from {@code other} on to {@code job}, each of which waits for the next; empty if there is no such row
     */
    static Optional<List<String>> through(String job, String other, Upstream upstream) {
        Set<String> seen = new HashSet<>();
        Deque<List<String>> rows = new ArrayDeque<>(List.of(List.of(other)));
        while (!rows.isEmpty()) {
            List<String> row = rows.poll();
            if (row.getLast().equals(job)) {
                return Optional.of(row);
            }
            if (seen.add(row.getLast()) && upstream.of(row.getLast()).orElse(null) instanceof Upstream.Waiting waiting) {
                for (String next : waiting.jobs()) {
                    List<String> longer = new ArrayList<>(row);
                    longer.add(next);
                    rows.add(longer);
                }
            }
        }
        return Optional.empty();
    }
}
