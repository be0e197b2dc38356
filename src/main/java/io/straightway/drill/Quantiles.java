package io.straightway.drill;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of a benchmark in the order of their size, and which of them no more than a share exceeds (nearest rank). */
public record Quantiles(List<Double> sorted) {

    public static Quantiles of(Collection<Double> values) {
        return new Quantiles(values.stream().sorted().toList());
    }

    /** The value that the share {@code q} of all does not exceed; not a number if there is none. */
    public double at(double q) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.max(0, Math.ceil(q * sorted.size()) - 1));
    }

    public double median() {
        return at(0.5);
    }

    /** For a report. */
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("count", sorted.size());
        if (!sorted.isEmpty()) {
            figures.put("p50", at(0.5));
            figures.put("p90", at(0.9));
            figures.put("p99", at(0.99));
            figures.put("max", at(1));
        }
        return figures;
    }
}
