package io.straightway.job;

/**
 * What work cost.
 *
 * @param deviceSeconds time that a device was held
 * @param evaluations network evaluations of one image, counted as they ran
 */
public record Usage(double deviceSeconds, long evaluations) {
    public static final Usage NONE = new Usage(0, 0);

    public Usage plus(Usage other) {
        return new Usage(deviceSeconds + other.deviceSeconds, evaluations + other.evaluations);
    }
}
