package io.straightway.train;

/** Number, mean and standard deviation of values, by Welford's recurrence. */
final class Spread {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double off = value - mean;
        mean += off / count;
        squares += off * (value - mean);
    }

    long count() {
        return count;
    }

    StatsLine.Figure figure() {
        return new StatsLine.Figure(count, mean, count == 0 ? 0 : Math.sqrt(squares / count));
    }

    void clear() {
        count = 0;
        mean = 0;
        squares = 0;
    }
}
