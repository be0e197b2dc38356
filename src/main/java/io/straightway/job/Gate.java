package io.straightway.job;

import io.straightway.recipe.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model must reach for the pipeline to go on.
 *
 * @param bar the distance to stay below
 * @param images least number of images behind the distance
 * @param extractorSha256 digest that the feature network must have; any if empty
 * @param referenceSha256 digest that the reference statistics must have; any if empty
 */
public record Gate(Bar bar, long images, Optional<String> extractorSha256, Optional<String> referenceSha256) {

    public sealed interface Bar {}

    /** A number. It says nothing about how it was measured, so the gate's digests may. */
    public record Below(double distance) implements Bar {}

    /** {@code ratio} times the distance that an earlier evaluation of the same job measured in the same way. */
    public record Beside(String stage, double ratio) implements Bar {}

    void check(Checks checks) {
        switch (bar) {
            case Below below -> checks.require(below.distance() > 0 && Double.isFinite(below.distance()), "below", below.distance(), "a finite number above 0");
            case Beside beside -> {
                JobSpec.checkName(checks, "beside", beside.stage());
                checks.require(beside.ratio() > 0 && Double.isFinite(beside.ratio()), "ratio", beside.ratio(), "a finite number above 0");
            }
        }
        checks.between("images", images, 2, 1_000_000);
        extractorSha256.ifPresent(digest -> checks.require(digest.matches("[0-9a-f]{64}"), "extractorSha256", digest, "64 hex digits"));
        referenceSha256.ifPresent(digest -> checks.require(digest.matches("[0-9a-f]{64}"), "referenceSha256", digest, "64 hex digits"));
    }

    /**
     * @param measured distance of the model, if it could be measured
     * @param other distance of the stage that {@link Beside} names
     * @return why the pipeline must not go on; nothing if it may
     */
    public List<String> objections(Optional<Distance> measured, Optional<Distance> other) {
        if (measured.isEmpty()) {
            return List.of("there is no distance");
        }
        Distance distance = measured.get();
        List<String> reasons = new ArrayList<>();
        if (distance.images() < images) {
            reasons.add("it is of " + distance.images() + " images, at least " + images + " are asked for");
        }
        unequal(reasons, "extractor", extractorSha256, distance.extractorSha256());
        unequal(reasons, "reference", referenceSha256, distance.referenceSha256());
        switch (bar) {
            case Below below -> exceeds(reasons, distance, below.distance(), "");
            case Beside beside -> other.ifPresentOrElse(
                    base -> {
                        reasons.addAll(distance.incomparable(base));
                        exceeds(reasons, distance, beside.ratio() * base.value(), ", " + beside.ratio() + " times that of stage " + beside.stage());
                    },
                    () -> reasons.add("stage " + beside.stage() + " has no distance to compare with"));
        }
        return reasons;
    }

    private static void exceeds(List<String> reasons, Distance distance, double most, String why) {
        if (!(distance.value() < most)) {
            reasons.add(distance.label() + " is " + distance.value() + ", not below " + most + why);
        }
    }

    private static void unequal(List<String> reasons, String what, Optional<String> asked, String found) {
        asked.filter(digest -> !digest.equals(found)).ifPresent(digest -> reasons.add("the " + what + " is " + found + ", not " + digest));
    }
}
