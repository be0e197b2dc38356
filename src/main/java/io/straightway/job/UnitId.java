package io.straightway.job;

/**
 * Name of a unit: {@code <job>/<step>/<index>}.
 *
 * @param job the job's id
 * @param step position of the step in the plan
 * @param index position of the unit in the step
 */
public record UnitId(String job, int step, int index) {

    public static UnitId parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("unit id is " + text + ", allowed: job/step/index");
        }
        return new UnitId(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    @Override
    public String toString() {
        return job + "/" + step + "/" + index;
    }
}
