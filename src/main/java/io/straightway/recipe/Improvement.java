package io.straightway.recipe;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The seven improvements of Simple ReFlow (Kim et al. 2024, arXiv 2410.07815), in the paper's order. */
public enum Improvement {
    /** Weight of a sample. */
    WEIGHT(Group.DYN, "weight"),
    /** Law of the training time. */
    TIME_LAW(Group.DYN, "time-law"),
    /** Map of the error. */
    LOSS_MAP(Group.DYN, "loss-map"),
    /** Dropout of the student. */
    DROPOUT(Group.LRN, "dropout"),
    /** Share of forward pairs. */
    COUPLING(Group.LRN, "coupling"),
    /** ODE solver. */
    SOLVER(Group.INF, "solver"),
    /** Time grid. */
    GRID(Group.INF, "grid");

    /** What a group of improvements touches. */
    public enum Group {
        /** The dynamics of training. */
        DYN,
        /** What and how much is learned. */
        LRN,
        /** Inference alone: a model that is there needs no training for it. */
        INF
    }

    private final Group group;
    private final String label;

    Improvement(Group group, String label) {
        this.group = group;
        this.label = label;
    }

    public Group group() {
        return group;
    }

    /** As written for people and in names. */
    public String label() {
        return label;
    }

    /** Those of some groups. */
    public static Set<Improvement> of(Group... groups) {
        Set<Group> wanted = Set.of(groups);
        EnumSet<Improvement> found = EnumSet.noneOf(Improvement.class);
        for (Improvement improvement : values()) {
            if (wanted.contains(improvement.group)) {
                found.add(improvement);
            }
        }
        return Collections.unmodifiableSet(found);
    }
}
