package io.straightway.worker;

import io.straightway.ablation.Made;
import io.straightway.catalog.DatasetCard;
import io.straightway.catalog.ModelCard;
import io.straightway.data.DataException;
import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Artifact;
import io.straightway.job.Stage;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Work;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.metric.MetricException;
import io.straightway.store.Digest;
import io.straightway.store.Keys;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that decides what a unit of an ablation comes to, by digests where it can be: two units of the same identity, in whatever jobs,
 * make the same. The kind of device is not in it: devices differ in the last bits, and a table may come from several.
 *
 * @param kind decides where it is kept
 * @param of by name
 */
record Identity(Kind kind, Map<String, Object> of) {

    enum Kind {
        TEACHERS,
        PAIRS,
        STUDENTS,
        CELLS
    }

    /** Empty for units that cost nothing, or make sense of others. */
    static Optional<Identity> of(Workbench bench, WorkOrder order) {
        AblationSpec spec = (AblationSpec) order.job();
        return switch (order.work()) {
            case Work.Train work -> Optional.of(teacher(bench, spec, (Stage.Teacher) spec.preparation().stages().get(work.stage())));
            case Work.MakePairs work -> Optional.of(backward(bench, order, work));
            case Work.InvertImages work -> Optional.of(forward(bench, order, work));
            case Work.TrainStudent work -> Optional.of(student(bench, order, spec.trainings().get(work.index())));
            case Work.MeasureCell work -> Optional.of(cell(bench, order, spec.cells().get(work.index())));
            case Work.TakePairs work -> Optional.empty();
            case Work.AssembleAblation work -> Optional.empty();
            case Work.GenerateShard work -> Optional.empty();
            case Work.MeasureImages work -> Optional.empty();
            case Work.AssembleEvaluation work -> Optional.empty();
            case Work.AssembleImages work -> Optional.empty();
            case Work.AssembleModel work -> Optional.empty();
            case Work.Tune work -> Optional.empty();
            case Work.Evaluate work -> Optional.empty();
            case Work.Export work -> Optional.empty();
        };
    }

    /** Where what was made is kept. */
    String key() {
        return Keys.made(kind.name().toLowerCase(Locale.ROOT), Digest.of(Json.canonical(of)));
    }

    private static Identity teacher(Workbench bench, AblationSpec spec, Stage.Teacher stage) {
        Map<String, Object> of = new TreeMap<>(Map.of(
                "dataset", bench.datasets().card(spec.dataset().orElseThrow()).sha256(),
                "network", spec.network().orElseThrow(),
                "objective", stage.schedule().objective(),
                "optimiser", stage.schedule().optimiser(),
                "images", stage.schedule().images(),
                "dropout", stage.schedule().dropout().orElseThrow(),
                "flip", stage.flip(),
                "augmentation", stage.augmentation(),
                "precision", spec.precision(),
                "seed", spec.teacherSeed()));
        spec.teacher().ifPresent(parent -> of.put("parent", bench.models().card(parent).weightsSha256()));
        return new Identity(Kind.TEACHERS, of);
    }

    private static Identity backward(Workbench bench, WorkOrder order, Work.MakePairs work) {
        Stage.Pairs stage = (Stage.Pairs) Trainings.of(order).stages().get(work.stage());
        return new Identity(Kind.PAIRS, Map.of(
                "teacher", Parents.teacher(bench, order).weightsSha256(),
                "seeds", work.seeds(),
                "sampling", stage.sampling(),
                "batch", stage.batch(),
                "precision", Trainings.of(order).precision()));
    }

    private static Identity forward(Workbench bench, WorkOrder order, Work.InvertImages work) {
        TrainingSpec training = Trainings.of(order);
        Stage.Pairs stage = (Stage.Pairs) training.stages().get(work.stage());
        return new Identity(Kind.PAIRS, Map.of(
                "teacher", Parents.teacher(bench, order).weightsSha256(),
                "dataset", bench.datasets().card(training.dataset()).sha256(),
                "first", work.first(),
                "images", work.images(),
                "sampling", stage.sampling(),
                "batch", stage.batch(),
                "precision", training.precision()));
    }

    /** @param order of any unit after the pairs */
    static Identity student(Workbench bench, WorkOrder order, AblationSpec.Student student) {
        AblationSpec spec = (AblationSpec) order.job();
        TrainingSpec training = spec.training(student);
        Stage.Reflow stage = (Stage.Reflow) training.stages().getLast();
        return new Identity(Kind.STUDENTS, new TreeMap<>(Map.of(
                "teacher", Parents.teacher(bench, order).weightsSha256(),
                "pairs", Uploads.of(order.inputs(), Artifact.Role.PAIRS).stream().map(Artifact::sha256).toList(),
                "objective", stage.schedule().objective(),
                "optimiser", stage.schedule().optimiser(),
                "dropout", stage.schedule().dropout().orElseThrow(),
                "forwardShare", stage.forwardShare().orElseThrow(),
                "dropLongest", stage.dropLongest(),
                "points", spec.students().points(),
                "precision", training.precision(),
                "seed", training.seed())));
    }

    private static Identity cell(Workbench bench, WorkOrder order, AblationCell cell) {
        AblationSpec spec = (AblationSpec) order.job();
        DatasetCard dataset = bench.datasets().card(spec.dataset().orElseThrow());
        References.Reference reference = bench.references().reference(dataset, spec.judging().statistics().extractor())
                .orElseThrow(() -> new MetricException("no feature network judges images like those of " + dataset.name()));
        return new Identity(Kind.CELLS, Map.of(
                // The digest of the weights stands for all that made them: teacher, pairs, choices, budget, seed.
                "model", model(bench, order, cell).weightsSha256(),
                "sampling", spec.sampling(cell),
                "seeds", spec.judging().seeds(),
                "batch", Judging.BATCH,
                "statistics", spec.judging().statistics(),
                "extractor", reference.extractor().digest() + " " + reference.extractor().resize(),
                "reference", reference.sha256(),
                "precision", spec.precision()));
    }

    /** The model that a cell is drawn with. */
    static ModelCard model(Workbench bench, WorkOrder order, AblationCell cell) {
        return switch (cell) {
            case AblationCell.OfTeacher teacher -> Parents.teacher(bench, order);
            case AblationCell.OfStudent student -> {
                AblationSpec spec = (AblationSpec) order.job();
                AblationSpec.Student training = new AblationSpec.Student(student.row().trained(), student.seed());
                Made made = student(bench, order).of(training)
                        .orElseThrow(() -> new DataException(training.name(), "was not trained, so that it can't be measured"));
                yield Parents.published(bench, made.artifacts().get(spec.students().points().indexOf(student.images())));
            }
        };
    }

    /** Looks up the students that earlier steps have trained. */
    static Students student(Workbench bench, WorkOrder order) {
        List<Artifact> trained = Uploads.of(order.inputs(), Artifact.Role.STUDENT);
        return student -> {
            String key = student(bench, order, student).key();
            return trained.stream().filter(artifact -> artifact.key().equals(key)).findFirst()
                    .map(artifact -> Json.read(Uploads.get(bench.store(), artifact), Made.class));
        };
    }

    /** Trained students. */
    interface Students {
        Optional<Made> of(AblationSpec.Student student);
    }
}
