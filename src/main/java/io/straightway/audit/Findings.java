package io.straightway.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects findings: all are counted, the first of each kind and job are kept. */
final class Findings {
    /** A job whose every event is wrong must not fill memory or the screen. */
    private static final int KEPT = 20;

    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);
    private final Map<String, Integer> kept = new HashMap<>();
    private final List<Finding> list = new ArrayList<>();

    void add(Finding finding) {
        counts.merge(finding.kind(), 1L, Long::sum);
        if (kept.merge(finding.kind() + "/" + finding.job(), 1, Integer::sum) <= KEPT) {
            list.add(finding);
        }
    }

    Map<Finding.Kind, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** By kind, then by job, each job's in the order they were found. */
    List<Finding> list() {
        return list.stream().sorted(Comparator.comparing(Finding::kind).thenComparing(Finding::job)).toList();
    }
}
