package io.straightway.worker;

import io.straightway.job.AblationSpec;
import io.straightway.job.EvaluationSpec;
import io.straightway.job.GenerationSpec;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;

/** The training that a unit belongs to: an ablation's units are those of the training jobs that it stands for. */
final class Trainings {
    private Trainings() {}

    static TrainingSpec of(WorkOrder order) {
        return switch (order.job()) {
            case TrainingSpec spec -> spec;
            case AblationSpec spec -> order.work() instanceof Work.TrainStudent student
                    ? spec.training(spec.trainings().get(student.index()))
                    : spec.preparation();
            case GenerationSpec spec -> throw none(order);
            case EvaluationSpec spec -> throw none(order);
        };
    }

    private static IllegalArgumentException none(WorkOrder order) {
        return new IllegalArgumentException("unit " + order.unit() + " belongs to no training");
    }
}
