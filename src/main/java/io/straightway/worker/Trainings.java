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

    /** Position of the unit's stage in that training; the number of stages for the unit that assembles. */
    static int stage(WorkOrder order) {
        return switch (order.job()) {
            case TrainingSpec spec -> order.unit().step();
            case AblationSpec spec -> switch (order.work()) {
                case Work.MakePairs pairs -> pairs.stage();
                case Work.InvertImages images -> images.stage();
                case Work.TakePairs pairs -> pairs.stage();
                case Work.Train train -> train.stage();
                case Work.TrainStudent student -> student(order);
                // They ask what their students were trained from.
                case Work.MeasureCell cell -> student(order);
                case Work.AssembleAblation assembly -> student(order);
                default -> throw none(order);
            };
            case GenerationSpec spec -> throw none(order);
            case EvaluationSpec spec -> throw none(order);
        };
    }

    private static int student(WorkOrder order) {
        return of(order).stages().size() - 1;
    }

    private static IllegalArgumentException none(WorkOrder order) {
        return new IllegalArgumentException("unit " + order.unit() + " belongs to no training");
    }
}
