package io.straightway.drill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a drill found.
 *
 * @param skipped faults that could not be tried here
 * @param jobs submitted under ids of their own
 * @param repeated submissions of known jobs with the content they had
 * @param conflicts submissions under known ids with other content
 * @param images in manifests, each compared bit for bit with what its seed gives
 * @param lostJobs without a terminal event
 * @param lostImages that were counted as done and are not there as they have to be
 * @param duplicated terminal events beyond the first of a job
 * @param retried attempts of units that failed or lapsed
 * @param strayShards objects of attempts that did not count
 * @param audit whether {@code straightway audit} was content
 * @param findings everything that is not as it has to be
 */
record DrillReport(
        long seed,
        double seconds,
        List<Injected> faults,
        List<String> skipped,
        int jobs,
        int repeated,
        int conflicts,
        long images,
        long lostJobs,
        long lostImages,
        long duplicated,
        long retried,
        long strayShards,
        long deadLetters,
        boolean audit,
        List<String> findings) {

    /**
     * One fault.
     *
     * @param injected whether it could be injected
     * @param recoverySeconds from its end to the next step or end of a job that it concerned; empty if none came in time
     * @param problem empty text if there was none
     */
    record Injected(String name, boolean injected, Optional<Double> recoverySeconds, String problem) {}

    boolean passed() {
        return lostJobs == 0 && lostImages == 0 && duplicated == 0 && findings.isEmpty() && audit
                && faults.stream().allMatch(fault -> fault.injected() && fault.recoverySeconds().isPresent());
    }

    private Quantiles recovery(List<Injected> some) {
        return Quantiles.of(some.stream().flatMap(fault -> fault.recoverySeconds().stream()).toList());
    }

    private Map<String, List<Injected>> byName() {
        Map<String, List<Injected>> byName = new TreeMap<>();
        faults.forEach(fault -> byName.computeIfAbsent(fault.name(), name -> new ArrayList<>()).add(fault));
        return byName;
    }

    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("passed", passed());
        figures.put("seed", seed);
        figures.put("seconds", seconds);
        figures.put("faultsInjected", faults.stream().filter(Injected::injected).count());
        figures.put("faultsNotInjected", faults.stream().filter(fault -> !fault.injected()).map(Injected::name).toList());
        figures.put("faultsSkipped", skipped);
        figures.put("jobs", jobs);
        figures.put("repeatedSubmissions", repeated);
        figures.put("conflictingSubmissions", conflicts);
        figures.put("images", images);
        figures.put("lost", lostJobs + lostImages);
        figures.put("lostJobs", lostJobs);
        figures.put("lostImages", lostImages);
        figures.put("duplicatedTerminalEvents", duplicated);
        figures.put("unitsRetried", retried);
        figures.put("strayShards", strayShards);
        figures.put("deadLetters", deadLetters);
        figures.put("audit", audit);
        figures.put("secondsToRecover", recovery(faults).figures());
        Map<String, Object> each = new LinkedHashMap<>();
        byName().forEach((name, some) -> {
            Map<String, Object> row = new LinkedHashMap<>(recovery(some).figures());
            row.put("injected", some.stream().filter(Injected::injected).count());
            some.stream().map(Injected::problem).filter(problem -> !problem.isEmpty()).findFirst().ifPresent(problem -> row.put("problem", problem));
            each.put(name, row);
        });
        figures.put("faults", each);
        figures.put("findings", findings);
        return figures;
    }

    /** For people. */
    String table() {
        StringBuilder text = new StringBuilder("%n%-58s %5s %8s %8s%n".formatted("fault", "times", "median s", "worst s"));
        byName().forEach((name, some) -> text.append("%-58s %5d %8.1f %8.1f%n".formatted(name, some.stream().filter(Injected::injected).count(),
                recovery(some).at(0.5), recovery(some).at(1))));
        text.append("%n%-28s %d%n".formatted("seed", seed));
        text.append("%-28s %.0f s%n".formatted("duration", seconds));
        text.append("%-28s %d%n".formatted("faults injected", faults.stream().filter(Injected::injected).count()));
        text.append("%-28s %d, and %d repeated and %d conflicting submissions%n".formatted("jobs", jobs, repeated, conflicts));
        text.append("%-28s %d, each compared bit for bit%n".formatted("images", images));
        text.append("%-28s %d jobs, %d images%n".formatted("lost", lostJobs, lostImages));
        text.append("%-28s %d%n".formatted("duplicated terminal events", duplicated));
        text.append("%-28s %d%n".formatted("units retried", retried));
        text.append("%-28s %d%n".formatted("shards of lost attempts", strayShards));
        text.append("%-28s %d%n".formatted("dead letters", deadLetters));
        text.append("%-28s %s%n".formatted("audit", audit ? "content" : "NOT content"));
        text.append("%-28s median %.1f s, worst %.1f s%n".formatted("time to recover", recovery(faults).at(0.5), recovery(faults).at(1)));
        skipped.forEach(fault -> text.append("SKIPPED: ").append(fault).append('\n'));
        findings.forEach(finding -> text.append("FINDING: ").append(finding).append('\n'));
        faults.stream().filter(fault -> !fault.problem().isEmpty()).forEach(fault -> text.append("PROBLEM: ").append(fault.name()).append(": ").append(fault.problem()).append('\n'));
        return text.append(passed() ? "PASSED" : "FAILED").toString();
    }
}
