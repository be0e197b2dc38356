package io.straightway.drill;

import java.util.List;
import java.util.Optional;

/**
 * One fault of the plan, and what became of it.
 *
 * @param fault its kind
 * @param missed how often its moment was missed before that
 */
record Tried(String fault, int missed, Result result) {

    sealed interface Result {}

    /** @param seconds from the fault's end to the sign of recovery */
    record Recovered(double seconds) implements Result {}

    /** It was injected, and no sign of recovery came in time. */
    record NotRecovered(String problem) implements Result {}

    /** It could not be injected as planned, and not for want of a moment: a part did not start, or no unit was in work for minutes. */
    record Failed(String problem) implements Result {}

    /** Its moment did not come in time. */
    record Missed(String reason) implements Result {}

    boolean injected() {
        return result instanceof Recovered || result instanceof NotRecovered;
    }

    Optional<Double> recoverySeconds() {
        return result instanceof Recovered recovered ? Optional.of(recovered.seconds()) : Optional.empty();
    }

    /** Whether this kind of fault was tried, and only ever missed its moment. */
    static boolean missedOnly(String fault, List<Tried> all) {
        List<Tried> some = all.stream().filter(one -> one.fault().equals(fault)).toList();
        return !some.isEmpty() && some.stream().allMatch(one -> one.missedFor().isPresent());
    }

    /** For people who look on. */
    String line() {
        String told = switch (result) {
            case Recovered recovered -> "recovered after %.1f s".formatted(recovered.seconds());
            case NotRecovered injected -> injected.problem();
            case Failed failed -> "not injected: " + failed.problem();
            case Missed never -> "not injected: " + never.reason();
        };
        return fault + ": " + told + (missed == 0 ? "" : " (moment missed " + missed + (missed == 1 ? " time)" : " times)"));
    }

    /** Why its moment was missed, if it always was. */
    Optional<String> missedFor() {
        return result instanceof Missed never ? Optional.of(never.reason()) : Optional.empty();
    }

    /** What a drill must not pass with. A missed moment is none, if another was met. */
    Optional<String> problem() {
        return switch (result) {
            case Recovered recovered -> Optional.empty();
            case NotRecovered injected -> Optional.of(injected.problem());
            case Failed failed -> Optional.of(failed.problem());
            case Missed never -> Optional.empty();
        };
    }
}
