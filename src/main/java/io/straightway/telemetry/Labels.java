package io.straightway.telemetry;

import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.Failure;
import io.straightway.job.GenerationSpec;
import io.straightway.job.JobSpec;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Work;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The domain's words as values of labels and attributes: lower case, and few. */
public final class Labels {
    /** No failure. */
    static final String NONE = "none";

    static final List<String> JOB_KINDS = List.of("generation", "training", "evaluation", "ablation");

    public static final List<String> UNIT_KINDS = List.of("generate", "pairs", "invert", "take_pairs", "train", "evaluate", "export", "tune", "measure", "assemble");

    /** Codes of failures with which a job that ran may end. */
    static final List<String> FAILURES = List.of("diverged", "bad_input", "gate_closed", "exhausted", "internal");

    /** Codes of failures after which another attempt follows. */
    static final List<String> RETRIES = List.of("lease_lapsed", "transient", "store_unavailable", "out_of_memory");

    private Labels() {}

    public static String kind(JobSpec job) {
        return switch (job) {
            case GenerationSpec generation -> "generation";
            case TrainingSpec training -> "training";
            case EvaluationSpec evaluation -> "evaluation";
            case AblationSpec ablation -> "ablation";
        };
    }

    public static String kind(Work work) {
        return switch (work) {
            case Work.GenerateShard shard -> "generate";
            case Work.MakePairs pairs -> "pairs";
            case Work.InvertImages images -> "invert";
            case Work.TakePairs pairs -> "take_pairs";
            case Work.Train train -> "train";
            case Work.TrainStudent student -> "train";
            case Work.Evaluate evaluate -> "evaluate";
            case Work.Export export -> "export";
            case Work.Tune tune -> "tune";
            case Work.MeasureImages images -> "measure";
            case Work.MeasureCell cell -> "measure";
            case Work.AssembleImages assemble -> "assemble";
            case Work.AssembleModel assemble -> "assemble";
            case Work.AssembleEvaluation assemble -> "assemble";
            case Work.AssembleAblation assemble -> "assemble";
        };
    }

    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    public static String reason(Optional<Failure> failure) {
        return failure.map(Labels::reason).orElse(NONE);
    }

    public static String reason(Failure failure) {
        return failure.code().toLowerCase(Locale.ROOT);
    }
}
