package io.straightway.job;

import io.straightway.recipe.AblationRow;

/** One distance that an ablation measures. */
public sealed interface AblationCell {

    /** Network evaluations per image. */
    int nfe();

    /** For people. */
    String label();

    /**
     * A student, drawn as a row draws.
     *
     * @param seed of its training
     * @param images training images that it has seen: its budget, or fewer for a point on its way
     */
    record OfStudent(AblationRow row, int nfe, long seed, long images) implements AblationCell {
        @Override
        public String label() {
            return row.name() + " at " + nfe + " evaluations, seed " + seed + ", " + images + " images";
        }
    }

    /** The teacher, with Heun on EDM's grid. */
    record OfTeacher(int nfe) implements AblationCell {
        @Override
        public String label() {
            return "teacher at " + nfe + " evaluations";
        }
    }
}
