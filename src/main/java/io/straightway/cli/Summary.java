package io.straightway.cli;

import io.straightway.job.Artifact;
import io.straightway.job.Counts;
import io.straightway.job.Distance;
import io.straightway.job.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a job ended, in a table of a few lines. */
final class Summary {
    /** Of a kind of object that a job may leave by the thousand, so many are named. */
    private static final int NAMED = 3;

    private Summary() {}

    static String of(String job, Outcome outcome) {
        Table table = new Table();
        table.row(job, outcome.ending());
        outcome.failure().ifPresent(failure -> table.row("  failure", EventWords.printable(failure.code() + ": " + failure.message())));
        table.row("  " + outcome.counts().unit(), counts(outcome.counts()));
        outcome.distance().ifPresent(distance -> table.row("  distance", distance(distance)));
        table.row("  cost", String.format(Locale.ROOT, "%.1f device seconds, %,d network evaluations", outcome.usage().deviceSeconds(), outcome.usage().evaluations()));
        List<String> outputs = outputs(outcome.outputs());
        for (int i = 0; i < outputs.size(); i++) {
            table.row(i == 0 ? "  outputs" : "", outputs.get(i));
        }
        outcome.notes().forEach(note -> table.row("  note", EventWords.printable(note)));
        return table.toString();
    }

    /** What became of everything; only what is not nothing. */
    static String counts(Counts counts) {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("failed", counts.failed());
        parts.put("cancelled", counts.cancelled());
        parts.put("expired", counts.expired());
        return counts.succeeded() + " of " + counts.requested() + " succeeded" + parts.entrySet().stream().filter(part -> part.getValue() > 0)
                .map(part -> ", " + part.getValue() + " " + part.getKey()).collect(Collectors.joining());
    }

    /** With all that one must know to compare it. */
    static String distance(Distance distance) {
        StringBuilder text = new StringBuilder(EventWords.distance(distance));
        distance.further().interval().ifPresent(interval -> text.append(String.format(Locale.ROOT, " (95 %% interval %.4g to %.4g)", interval.lower(), interval.upper())));
        text.append(", ").append(distance.images()).append(" images against ").append(distance.reference()).append(" (").append(distance.referenceImages()).append(" images)");
        if (!distance.extractor().isEmpty()) {
            text.append(", by ").append(distance.extractor()).append(' ').append(shortened(distance.extractorSha256()));
        }
        distance.drawn().ifPresent(drawn -> text.append(", of ").append(drawn.model()).append(" at ").append(drawn.sampling().nfe()).append(" evaluations"));
        return text.toString();
    }

    /** Lines of role and key. */
    private static List<String> outputs(List<Artifact> outputs) {
        Map<Artifact.Role, List<Artifact>> roles = outputs.stream().collect(Collectors.groupingBy(Artifact::role, LinkedHashMap::new, Collectors.toList()));
        Table table = new Table();
        roles.forEach((role, artifacts) -> {
            String name = role.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            artifacts.stream().limit(NAMED).forEach(artifact -> table.row(name, artifact.key()));
            if (artifacts.size() > NAMED) {
                table.row(name, "… and " + (artifacts.size() - NAMED) + " more");
            }
        });
        return table.toString().lines().toList();
    }

    private static String shortened(String digest) {
        return digest.length() > 12 ? digest.substring(0, 12) + "…" : digest;
    }
}
