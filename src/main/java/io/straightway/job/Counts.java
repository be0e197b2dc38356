package io.straightway.job;

/**
 * What became of everything a job asked for; the parts add up to {@code requested}.
 *
 * @param unit what is counted: {@code images} of a generation job, {@code stages} of a training job, {@code cells} of an ablation job
 */
public record Counts(String unit, long requested, long succeeded, long failed, long cancelled, long expired) {
    public Counts {
        if (succeeded + failed + cancelled + expired != requested || Math.min(Math.min(succeeded, failed), Math.min(cancelled, expired)) < 0) {
            throw new IllegalArgumentException("counts do not add up: " + succeeded + " succeeded, " + failed + " failed, " + cancelled
                    + " cancelled, " + expired + " expired of " + requested + " " + unit);
        }
    }
}
