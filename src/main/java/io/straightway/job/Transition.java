package io.straightway.job;

import java.util.List;

/** The next state, and what the outside must do for it. */
public record Transition(Job next, List<Effect> effects) {
    public Transition {
        effects = List.copyOf(effects);
    }

    static Transition to(Job next, Effect... effects) {
        return new Transition(next, List.of(effects));
    }
}
