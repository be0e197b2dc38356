package io.straightway.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Order statistics of benchmark values; NaN where there is none. */
final class Quantiles {
    private Quantiles() {}

    static double median(List<Double> values) {
        return at(values, 0.5);
    }

    static Map<String, Double> of(List<Double> values) {
        Map<String, Double> quantiles = new LinkedHashMap<>();
        quantiles.put("p50", at(values, 0.5));
        quantiles.put("p90", at(values, 0.9));
        quantiles.put("max", at(values, 1));
        return quantiles;
    }

    private static double at(List<Double> values, double q) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * (sorted.size() - 1))));
    }
}
