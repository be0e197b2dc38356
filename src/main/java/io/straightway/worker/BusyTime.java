package io.straightway.worker;

/** For how long a device has been at work, the unit that it is at included. Thread-safe; one unit at a time. */
final class BusyTime {
    private static final long IDLE = Long.MIN_VALUE;

    private long total;
    private long since = IDLE;

    synchronized void begin() {
        since = System.nanoTime();
    }

    synchronized void end() {
        total += System.nanoTime() - since;
        since = IDLE;
    }

    synchronized double seconds() {
        return (total + (since == IDLE ? 0 : System.nanoTime() - since)) / 1e9;
    }
}
