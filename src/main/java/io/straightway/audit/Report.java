package io.straightway.audit;

import io.straightway.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param jobs that any topic tells about
 * @param running of them, not ended yet
 * @param ended of them, whose objects were looked at
 * @param objects whose bytes were digested, shards among them
 * @param images whose bytes were compared with a manifest
 * @param counts of findings; kinds without any may be missing
 * @param findings the first of each kind and job
 */
public record Report(long jobs, long running, long ended, long objects, long images, Map<Finding.Kind, Long> counts, List<Finding> findings) {
    public Report {
        counts = Map.copyOf(counts);
        findings = List.copyOf(findings);
    }

    public long count(Finding.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Whether the guarantee holds for all that could be judged. */
    public boolean holds() {
        return counts.keySet().stream().noneMatch(Finding.Kind::breaks);
    }

    /** One line per kind, then one per finding. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "jobs", jobs, running + " running, " + ended + " ended");
        line(text, "objects", objects, "compared with their digests");
        line(text, "images", images, "compared with their manifests");
        for (Finding.Kind kind : Finding.Kind.values()) {
            line(text, kind.plural(), count(kind), kind.breaks() ? "" : "no failure");
        }
        findings.forEach(finding -> text.append('\n').append(finding.kind()).append("  ").append(finding.job().isEmpty() ? "-" : finding.job()).append("  ")
                .append(finding.words()));
        long unsaid = counts.values().stream().mapToLong(Long::longValue).sum() - findings.size();
        if (unsaid > 0) {
            text.append("\n… and ").append(unsaid).append(" more of the same kinds");
        }
        return text.append(findings.isEmpty() ? "" : "\n").append(holds() ? "\nThe guarantee holds." : "\nThe guarantee is broken.").toString();
    }

    private static void line(StringBuilder text, String what, long number, String note) {
        text.append(String.format(Locale.ROOT, "%-24s %12d  %s", what, number, note).stripTrailing()).append('\n');
    }

    /** On one line. */
    public String json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("holds", holds());
        object.put("jobs", jobs);
        object.put("running", running);
        object.put("ended", ended);
        object.put("objects", objects);
        object.put("images", images);
        Map<Finding.Kind, Long> all = new LinkedHashMap<>();
        for (Finding.Kind kind : Finding.Kind.values()) {
            all.put(kind, count(kind));
        }
        object.put("counts", all);
        object.put("findings", findings.stream().map(Report::row).toList());
        return Json.line(object);
    }

    private static Map<String, Object> row(Finding finding) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", finding.kind());
        row.put("job", finding.job());
        row.put("words", finding.words());
        return row;
    }
}
