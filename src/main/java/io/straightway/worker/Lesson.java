package io.straightway.worker;

import io.straightway.job.AblationSpec;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import java.util.List;

/**
 * What a unit trains, and under which names.
 *
 * @param spec the training
 * @param stage its stage
 * @param place of its checkpoints
 * @param version of the model that comes out
 * @param marks images seen at which the average is published on the way; whole batches, rising, without the end
 */
record Lesson(TrainingSpec spec, Stage.Training stage, String place, String version, List<Long> marks) {

    static Lesson of(WorkOrder order) {
        TrainingSpec spec = Trainings.of(order);
        if (order.work() instanceof Work.TrainStudent student) {
            AblationSpec ablation = (AblationSpec) order.job();
            String name = ablation.trainings().get(student.index()).name();
            List<Long> points = ablation.students().points();
            return new Lesson(spec, (Stage.Training) spec.stages().getLast(), order.unit().step() + "-" + name, spec.id() + "-" + name,
                    points.subList(0, points.size() - 1));
        }
        Stage.Training stage = (Stage.Training) spec.stages().get(((Work.Train) order.work()).stage());
        String place = order.unit().step() + "-" + stage.kind();
        return new Lesson(spec, stage, place, spec.id() + "-" + place, List.of());
    }

    /** Of the average that is published at a mark. */
    String version(long mark) {
        return version + "-" + mark;
    }
}
