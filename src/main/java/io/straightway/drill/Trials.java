package io.straightway.drill;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Injects a fault, and tries again for a time while its moment is missed. */
final class Trials {
    /** For how long one fault of the plan is tried. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Injects a fault once, and waits for recovery. */
    interface Trial {
        /** @throws MomentMissed if it may be tried again */
        Tried.Result run() throws Exception;
    }

    private final LongSupplier nanoTime;
    private final Duration pause;

    /** @param pause before another try */
    Trials(LongSupplier nanoTime, Duration pause) {
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    Tried of(String fault, Trial trial) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        int missed = 0;
        while (true) {
            try {
                return new Tried(fault, missed, trial.run());
            } catch (MomentMissed e) {
                missed++;
                if (nanoTime.getAsLong() - begin >= PATIENCE.toNanos()) {
                    return new Tried(fault, missed, new Tried.Missed(e.reason()));
                }
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                return new Tried(fault, missed, new Tried.Failed(String.valueOf(e)));
            }
        }
    }
}
