package io.straightway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.ablation.AblationReport;
import io.straightway.ablation.Findings;
import io.straightway.ablation.ReportText;
import io.straightway.embedded.EmbeddedStore;
import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Artifact;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.Statistics;
import io.straightway.job.Terms;
import io.straightway.job.UnitResult;
import io.straightway.job.Usage;
import io.straightway.json.Json;
import io.straightway.recipe.AblationRow;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Precision;
import io.straightway.recipe.Recipe;
import io.straightway.recipe.Sampling;
import io.straightway.store.Keys;
import io.straightway.store.ObjectStore;
import io.straightway.store.Patience;
import io.straightway.store.StoreAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssembleAblationRunnerTest {
    private static final Usage USAGE = new Usage(1, 0);
    private static final byte[] GRID = {1, 2, 3};

    @TempDir
    Path directory;

    @Test
    void withoutFontsOnlyThePlotsAreLeftOutAndTheNoteSaysSo() {
        try (EmbeddedStore server = EmbeddedStore.start(directory, 0, "key", "secret");
                ObjectStore store = ObjectStore.of(new StoreAccess(server.endpoint(), "bucket", "key", "secret"), Patience.DEFAULT)) {
            store.ensureBucket();
            AblationReport report = report();

            // When
            UnitResult bare = AssembleAblationRunner.written(store, report, Optional.of(GRID), USAGE, Optional.of("no fonts; install some"));

            // Then
            assertThat(bare.artifacts()).extracting(Artifact::key).containsExactly(Keys.report("a"), Keys.reportText("a"), Keys.grid("a"));
            assertThat(bare.note()).hasValue(report.first().why() + " The plots are left out: no fonts; install some.");
            assertThat(bare.amount()).isEqualTo(1);
            assertThat(bare.lacking()).isEmpty();
            assertThat(bare.usage()).isEqualTo(USAGE);
            assertThat(store.list("jobs/a/")).hasSize(3);
            assertThat(Json.read(store.get(Keys.report("a")).orElseThrow(), AblationReport.class)).isEqualTo(report);
            assertThat(new String(store.get(Keys.reportText("a")).orElseThrow(), StandardCharsets.UTF_8)).isEqualTo(ReportText.of(report));

            // And: with fonts there are two plots more, and nothing else differs
            UnitResult drawn = AssembleAblationRunner.written(store, report, Optional.of(GRID), USAGE, Optional.empty());
            assertThat(drawn.artifacts()).containsAll(bare.artifacts()).filteredOn(artifact -> !bare.artifacts().contains(artifact)).extracting(Artifact::key)
                    .containsExactly(Keys.plot("a", "distance-nfe"), Keys.plot("a", "distance-kimg"));
            assertThat(drawn.note()).hasValue(report.first().why());
        }
    }

    private static AblationReport report() {
        AblationSpec spec = new AblationSpec("a", "m", Optional.of("d"), Optional.empty(), Optional.of(ModelName.of("t", "1")), Optional.empty(), 0,
                new Stage.Pairs(100, Optional.empty(), false, Sampling.teacher(35), 60, 50), new AblationSpec.Budget(1_000, Optimiser.small(), 500, 2, 0),
                Recipe.full(), List.of(AblationRow.Kind.LADDER), List.of(9), List.of(0L), List.of(35),
                new AblationSpec.Judging(100, 0, new Statistics(Optional.empty(), true, false, false, false)), Precision.FP32, Terms.STANDARD);
        Map<AblationCell, Findings.Cell> cells = spec.cells().stream().collect(Collectors.toMap(Function.identity(), cell -> new Findings.Cell(
                new Distance("fd-x", Optional.empty(), 3, 100, "x", "00", "", "", "d", 100, "00", Optional.empty(), Distance.Further.NOTHING), USAGE, "key", "a")));
        return AblationReport.of(new Findings(spec, ModelName.of("t", "1"), cells, Map.of()));
    }
}
