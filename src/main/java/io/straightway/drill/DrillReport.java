package io.straightway.drill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a drill found.
 *
 * @param faults in the order in which they came
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
 * @param complaint what the audit said; empty if it was content
 * @param findings everything that is not as it has to be
 */
record DrillReport(
        long seed,
        double seconds,
        List<Tried> faults,
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
        Optional<String> complaint,
        List<String> findings) {

    /** A moment that was missed is nothing against the cluster, but a kind of fault that was never injected proves nothing. */
    boolean passed() {
        return lostJobs == 0 && lostImages == 0 && duplicated == 0 && findings.isEmpty() && complaint.isEmpty()
                && faults.stream().allMatch(fault -> fault.problem().isEmpty()) && neverInjected().isEmpty();
    }

    private List<String> neverInjected() {
        return byName().entrySet().stream().filter(kind -> injected(kind.getValue()) == 0).map(Map.Entry::getKey).toList();
    }

    private static long injected(List<Tried> some) {
        return some.stream().filter(Tried::injected).count();
    }

    private static int missed(List<Tried> some) {
        return some.stream().mapToInt(Tried::missed).sum();
    }

    private static Quantiles recovery(List<Tried> some) {
        return Quantiles.of(some.stream().flatMap(fault -> fault.recoverySeconds().stream()).toList());
    }

    private Map<String, List<Tried>> byName() {
        Map<String, List<Tried>> byName = new TreeMap<>();
        faults.forEach(fault -> byName.computeIfAbsent(fault.fault(), name -> new ArrayList<>()).add(fault));
        return byName;
    }

    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("passed", passed());
        figures.put("seed", seed);
        figures.put("seconds", seconds);
        figures.put("faultsInjected", injected(faults));
        figures.put("momentsMissed", missed(faults));
        figures.put("faultsNotInjected", neverInjected());
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
        figures.put("audit", complaint.isEmpty());
        complaint.ifPresent(said -> figures.put("auditSaid", said));
        figures.put("secondsToRecover", recovery(faults).figures());
        Map<String, Object> each = new LinkedHashMap<>();
        byName().forEach((name, some) -> {
            Map<String, Object> row = new LinkedHashMap<>(recovery(some).figures());
            row.put("injected", injected(some));
            row.put("missed", missed(some));
            problems(some).findFirst().ifPresent(problem -> row.put("problem", problem));
            each.put(name, row);
        });
        figures.put("faults", each);
        figures.put("findings", findings);
        return figures;
    }

    /** Why a kind was never injected is one only if it never was. */
    private static Stream<String> problems(List<Tried> some) {
        return Stream.concat(some.stream().flatMap(fault -> fault.problem().stream()),
                injected(some) > 0 ? Stream.empty() : some.stream().flatMap(fault -> fault.missedFor().stream()));
    }

    /** For people. */
    String table() {
        StringBuilder text = new StringBuilder("%n%-58s %5s %6s %8s %8s%n".formatted("fault", "times", "missed", "median s", "worst s"));
        byName().forEach((name, some) -> text.append("%-58s %5d %6d %8.1f %8.1f%n".formatted(name, injected(some), missed(some),
                recovery(some).at(0.5), recovery(some).at(1))));
        text.append("%n%-28s %d%n".formatted("seed", seed));
        text.append("%-28s %.0f s%n".formatted("duration", seconds));
        text.append("%-28s %d%n".formatted("faults injected", injected(faults)));
        text.append("%-28s %d%n".formatted("moments missed", missed(faults)));
        text.append("%-28s %d, and %d repeated and %d conflicting submissions%n".formatted("jobs", jobs, repeated, conflicts));
        text.append("%-28s %d, each compared bit for bit%n".formatted("images", images));
        text.append("%-28s %d jobs, %d images%n".formatted("lost", lostJobs, lostImages));
        text.append("%-28s %d%n".formatted("duplicated terminal events", duplicated));
        text.append("%-28s %d%n".formatted("units retried", retried));
        text.append("%-28s %d%n".formatted("shards of lost attempts", strayShards));
        text.append("%-28s %d%n".formatted("dead letters", deadLetters));
        text.append("%-28s %s%n".formatted("audit", complaint.isEmpty() ? "content" : "NOT content"));
        text.append("%-28s median %.1f s, worst %.1f s%n".formatted("time to recover", recovery(faults).at(0.5), recovery(faults).at(1)));
        skipped.forEach(fault -> text.append("SKIPPED: ").append(fault).append('\n'));
        findings.forEach(finding -> text.append("FINDING: ").append(finding).append('\n'));
        byName().forEach((name, some) -> problems(some).forEach(problem -> text.append("PROBLEM: ").append(name).append(": ").append(problem).append('\n')));
        complaint.ifPresent(said -> text.append("AUDIT: ").append(said.strip()).append('\n'));
        return text.append(passed() ? "PASSED" : "FAILED").toString();
    }
}
