package io.straightway.flow;

import io.straightway.recipe.Curriculum;

/**
 * A curriculum over the images of a training. Where it stands depends on the images seen alone, so that a resumed training goes on as if
 * it had not stopped.
 *
 * @param images of the whole training
 */
public record Course(Curriculum curriculum, long images) {

    /** Stage of the curriculum, from 1, after {@code seen} images. */
    int stage(long seen) {
        return 1 + (int) Math.min(curriculum.stages() - 1, seen * curriculum.stages() / images);
    }

    /**
     * The earlier time r in [0,t) to which a sample at t in (0,1) is to be consistent, by {@link Curriculum}. {@link StrictMath} keeps a training the same on every machine.
     *
     * @param seen images before the step
     */
    public double earlier(double t, long seen) {
        double widened = 1 + curriculum.k() / (1 + StrictMath.exp(curriculum.b() * t / (1 - t)));
        return t * Math.max(0, 1 - widened / StrictMath.pow(curriculum.q(), stage(seen)));
    }
}
