package io.straightway.event;

import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.recipe.Checks;
import java.util.List;

/** Reads what a job says of tuning. The values that are tried where it says nothing are choices of this project. */
final class TuneReader {
    private static final int IMAGES = 512;
    private static final int HELD_OUT = 2_048;
    private static final int TRAJECTORIES = 64;
    private static final List<Double> R = List.of(0.4, 0.5, 0.7, 1.0);
    private static final List<Double> RHO = List.of(4.0, 7.0, 10.0);
    private static final List<Double> KAPPA = List.of(5.0, 10.0, 15.0, 20.0);
    private static final int BATCH = 64;

    private TuneReader() {}

    static Stage.Tune stage(Options options, Checks checks) {
        return new Stage.Tune(
                options.required("nfe", 2),
                options.maybe("networkNfe"),
                JobReader.images(options, IMAGES, "a whole number from 16 to 100000", checks),
                options.or("heldOut", HELD_OUT),
                options.or("trajectories", TRAJECTORIES),
                options.or("r", R),
                options.or("rho", RHO),
                options.or("kappa", KAPPA),
                options.maybe("guidanceWeights"),
                options.or("batch", BATCH));
    }

    /** A sampling that the submitter wrote down counts; where there is none, what tuning found does. */
    static boolean tuned(io.straightway.schema.Evaluation given, List<Stage> stages) {
        return given != null && given.getTuned() != null
                ? given.getTuned()
                : (given == null || given.getSampling() == null) && TrainingSpec.lastTuning(stages).isPresent();
    }
}
