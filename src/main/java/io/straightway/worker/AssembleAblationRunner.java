package io.straightway.worker;

import io.straightway.ablation.AblationReport;
import io.straightway.ablation.Findings;
import io.straightway.ablation.Made;
import io.straightway.ablation.ReportPlots;
import io.straightway.ablation.ReportText;
import io.straightway.catalog.ModelCard;
import io.straightway.data.Fonts;
import io.straightway.data.Grid;
import io.straightway.data.Images;
import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Artifact;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.job.Seeds;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.job.WorkOrder;
import io.straightway.json.Json;
import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Closes an ablation: table, verdicts, plots, and a grid in which baseline and full recipe stand side by side. */
record AssembleAblationRunner(Workbench bench) implements UnitRunner {
    /** Images of each side of the grid in a row, and rows. */
    private static final int SIDE = 8;

    /** Side of one image in the grid, in pixels, at least. */
    private static final int SHOWN = 48;

    private static final byte WHITE = (byte) 255;

    /** Weights and sampling tell the cells of a job apart. */
    private record Drawn(String weightsSha256, Sampling sampling) {}

    /** A cell as it lies in the store. */
    private record Stored(Made made, String key) {}

    @Override
    public Completion run(RunningUnit unit) {
        WorkOrder order = unit.order();
        AblationSpec spec = (AblationSpec) order.job();
        long begin = System.nanoTime();
        Map<AblationSpec.Student, Made> students = students(order);
        AblationReport report = AblationReport.of(new Findings(spec, Parents.teacher(bench, order).modelName(), cells(order, students), trained(spec, students)));
        Optional<byte[]> grid = grid(order, students);
        Usage usage = new Usage((System.nanoTime() - begin) / 1e9, 0);
        return () -> written(bench.store(), report, grid, usage, Fonts.missing());
    }

    /** @param fontless why no text can be drawn here: another attempt on this host would not draw the plots either, so the report goes without them */
    static UnitResult written(ObjectStore store, AblationReport report, Optional<byte[]> grid, Usage usage, Optional<String> fontless) {
        String job = report.job();
        List<Artifact> written = new ArrayList<>();
        written.add(Uploads.report(store, Keys.report(job), report));
        written.add(Uploads.put(store, Artifact.Role.REPORT, Keys.reportText(job), ReportText.of(report).getBytes(StandardCharsets.UTF_8), 1));
        if (fontless.isEmpty()) {
            written.add(Uploads.put(store, Artifact.Role.PLOT, Keys.plot(job, "distance-nfe"), ReportPlots.overNfe(report), 1));
            written.add(Uploads.put(store, Artifact.Role.PLOT, Keys.plot(job, "distance-kimg"), ReportPlots.overKimg(report), 1));
        }
        grid.ifPresent(png -> written.add(Uploads.put(store, Artifact.Role.GRID, Keys.grid(job), png, 1)));
        String note = report.first().why() + fontless.map(why -> " The plots are left out: " + why + ".").orElse("");
        return new UnitResult(1, written, Optional.empty(), usage, Optional.of(note));
    }

    private Map<AblationSpec.Student, Made> students(WorkOrder order) {
        Identity.Students all = Identity.student(bench, order);
        Map<AblationSpec.Student, Made> found = new HashMap<>();
        ((AblationSpec) order.job()).trainings().forEach(student -> all.of(student).ifPresent(made -> found.put(student, made)));
        return found;
    }

    private static Map<AblationSpec.Student, Findings.Student> trained(AblationSpec spec, Map<AblationSpec.Student, Made> students) {
        Map<AblationSpec.Student, Findings.Student> trained = new HashMap<>();
        students.forEach((student, made) -> {
            // A training image is counted as three evaluations; an attempt that went on from a checkpoint has spent only a part of them.
            double whole = 3.0 * spec.students().images() / Math.max(1, made.usage().evaluations());
            trained.put(student, new Findings.Student(ModelName.ofWeights(made.artifacts().getLast().key()), made.usage().deviceSeconds() * whole, made.job()));
        });
        return trained;
    }

    private Map<AblationCell, Findings.Cell> cells(WorkOrder order, Map<AblationSpec.Student, Made> students) {
        AblationSpec spec = (AblationSpec) order.job();
        Map<Drawn, Stored> stored = new HashMap<>();
        for (Artifact cell : Uploads.of(order.inputs(), Artifact.Role.CELL)) {
            Made made = Json.read(Uploads.get(bench.store(), cell), Made.class);
            made.distance().flatMap(Distance::drawn).ifPresent(
                    drawn -> stored.put(new Drawn(drawn.weightsSha256(), drawn.sampling()), new Stored(made, cell.key())));
        }
        String teacher = Parents.teacher(bench, order).weightsSha256();
        Map<AblationCell, Findings.Cell> found = new HashMap<>();
        for (AblationCell cell : spec.cells()) {
            weights(spec, cell, teacher, students).map(weights -> stored.get(new Drawn(weights, spec.sampling(cell)))).ifPresent(
                    it -> found.put(cell, new Findings.Cell(it.made().distance().orElseThrow(), it.made().usage(), it.key(), it.made().job())));
        }
        return found;
    }

    private static Optional<String> weights(AblationSpec spec, AblationCell cell, String teacher, Map<AblationSpec.Student, Made> students) {
        return switch (cell) {
            case AblationCell.OfTeacher it -> Optional.of(teacher);
            case AblationCell.OfStudent it -> Optional.ofNullable(students.get(new AblationSpec.Student(it.row().trained(), it.seed())))
                    .map(made -> made.artifacts().get(spec.students().points().indexOf(it.images())).sha256());
        };
    }

    /** Baseline on the left, full recipe on the right, the same seeds on both sides; empty if one of them was not trained. */
    private Optional<byte[]> grid(WorkOrder order, Map<AblationSpec.Student, Made> students) {
        AblationSpec spec = (AblationSpec) order.job();
        long seed = spec.seeds().getFirst();
        List<AblationRow> sides = List.of(AblationRow.BASELINE, AblationRow.FULL);
        if (!sides.stream().allMatch(row -> students.containsKey(new AblationSpec.Student(row.trained(), seed)))) {
            return Optional.empty();
        }
        List<byte[]> drawn = sides.stream()
                .map(row -> new AblationCell.OfStudent(row, spec.mainNfe().orElseThrow(), seed, spec.students().images()))
                .map(cell -> draw(spec, Identity.model(bench, order, cell), spec.sampling(cell))).toList();
        Network network = spec.network().orElseThrow();
        int stride = network.size();
        int columns = 2 * SIDE + 1;
        byte[] pixels = new byte[SIDE * columns * stride];
        Arrays.fill(pixels, WHITE);
        for (int row = 0; row < SIDE; row++) {
            System.arraycopy(drawn.getFirst(), row * SIDE * stride, pixels, row * columns * stride, SIDE * stride);
            System.arraycopy(drawn.getLast(), row * SIDE * stride, pixels, (row * columns + SIDE + 1) * stride, SIDE * stride);
        }
        Images both = new Images(SIDE * columns, network.channels(), network.height(), network.width(), pixels, new int[SIDE * columns], List.of());
        return Optional.of(Grid.shown(both, columns, SHOWN));
    }

    /** Pixels of the first seeds' images. */
    private byte[] draw(AblationSpec spec, ModelCard model, Sampling sampling) {
        Drawing drawing = new Drawing(bench, model, sampling, spec.precision(), Labels.uniform(model.network()), SIDE * SIDE);
        return drawing.all(new Seeds(spec.judging().firstSeed(), SIDE * SIDE)).pixels();
    }
}
