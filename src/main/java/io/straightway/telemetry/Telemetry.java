package io.straightway.telemetry;

/** What the parts of a process tell about themselves, and to whom. */
public record Telemetry(Meters meters, Tracing tracing) {

    /** Counts in memory and traces nothing. */
    public static Telemetry quiet() {
        return new Telemetry(Meters.inMemory(), Tracing.off());
    }
}
