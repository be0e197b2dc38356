package io.straightway.recipe;

import java.util.List;
import java.util.Optional;

/**
 * The choices of a reflow stage that the groups of Simple ReFlow change, as named presets: {@code baseline}, {@code inf} (solver and
 * grid), {@code lrn+inf} (also dropout and coupling) and {@code dyn+lrn+inf} (also the objective), which is the default. How much less
 * dropout and what share of forward pairs are project choices, since no text at hand states the paper's.
 *
 * @param name of the preset
 * @param objective what is minimised
 * @param sampling how the student is used
 * @param dropoutFactor the student's dropout is the teacher's times this
 * @param forwardShare of training samples that are forward pairs, from real images; the others are backward pairs
 */
public record Recipe(String name, Objective objective, Sampling sampling, double dropoutFactor, double forwardShare) {
    private static final int NFE = 9;
    private static final double LESS_DROPOUT = 0.5;
    private static final double FORWARD = 0.25;

    public static Recipe baseline() {
        return new Recipe("baseline", Objective.baseline(), Sampling.teacher(NFE), 1, 0);
    }

    public static Recipe inference() {
        return new Recipe("inf", Objective.baseline(), Sampling.reflow(NFE), 1, 0);
    }

    public static Recipe learning() {
        return new Recipe("lrn+inf", Objective.baseline(), Sampling.reflow(NFE), LESS_DROPOUT, FORWARD);
    }

    /** All groups. */
    public static Recipe full() {
        return new Recipe("dyn+lrn+inf", Objective.reflow(), Sampling.reflow(NFE), LESS_DROPOUT, FORWARD);
    }

    public static List<Recipe> presets() {
        return List.of(baseline(), inference(), learning(), full());
    }

    public static Optional<Recipe> named(String name) {
        return presets().stream().filter(recipe -> recipe.name.equalsIgnoreCase(name)).findFirst();
    }

    /** The student's network, which has the teacher's shape. */
    public Network student(Network teacher) {
        return teacher.withDropout(teacher.dropout() * dropoutFactor);
    }
}
