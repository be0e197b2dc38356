package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.event.Submission;
import io.straightway.job.Admission;
import io.straightway.job.Catalog;
import io.straightway.job.JobSpec;
import io.straightway.job.ModelName;
import io.straightway.job.Stage;
import io.straightway.job.Terms;
import io.straightway.job.TrainingSpec;
import io.straightway.job.Upstream;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import io.straightway.recipe.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every job file of docs/examples as it is, up to its acceptance; ExamplesIT runs them. */
class ExamplesTest {
    private static final Path FOLDER = Path.of("docs/examples");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().matches(".*\\.(yaml|yml|json)")).sorted().toList();
        }
    }

    @Test
    void thePageNamesEveryExample() throws IOException {
        String page = Files.readString(FOLDER.resolve("README.md"));

        assertThat(files()).isNotEmpty().allSatisfy(file -> assertThat(page).contains("(" + file.getFileName() + ")"));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsAccepted() throws IOException {
        return files().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Shelf shelf = new Shelf();
            for (JobDocument document : JobDocument.read(file.toString(), Files.readAllBytes(file))) {
                assertThat(document.submission()).isInstanceOf(Submission.Readable.class);
                JobSpec spec = ((Submission.Readable) document.submission()).spec();
                assertThat(spec.violations()).isEmpty();
                assertThat(Admission.of(spec, shelf, Set.of(Terms.DEFAULT_POOL), shelf)).isInstanceOf(Admission.Admitted.class);
                shelf.take(spec);
            }
        }));
    }

    /** What the examples need, and what those before have made. */
    private static final class Shelf implements Catalog, Upstream {
        private static final Network EMOJI = new Network(Architecture.DDPMPP, 16, 3, 9, 24, List.of(1, 2), 1, List.of(8), 0, 0.1, 0);
        private final Map<String, StoredPairs> pairs = new HashMap<>();
        private final Map<String, End> ended = new HashMap<>();

        void take(JobSpec spec) {
            if (spec instanceof TrainingSpec training) {
                Optional<String> exported = training.stages().stream().filter(Stage.Export.class::isInstance).map(Stage.Export.class::cast)
                        .filter(stage -> stage.what() == Stage.Export.What.PAIRS).map(Stage.Export::name).findFirst();
                exported.ifPresent(name -> pairs.put(name, new StoredPairs(name, 16, 3, 9, 3_000, 1_000, 16)));
                ended.put(training.id(), new Succeeded(Optional.of(ModelName.of("emoji-teacher", training.id())), exported));
            }
        }

        @Override
        public Optional<Model> model(ModelName name) {
            Sampling sampling = Sampling.teacher(35);
            return switch (name.name()) {
                case "emoji-teacher" -> Optional.of(new Model(ModelName.of(name.name(), name.version().orElse("1")), EMOJI, sampling, Optional.of("emoji-16")));
                case "ecg" -> Optional.of(new Model(ModelName.of("ecg", "1"), new Network(Architecture.DDPMPP, 64, 1, 3, 16, List.of(1, 2, 2), 1, List.of(16), 0, 0.1, 0),
                        sampling, Optional.of("ecg-64")));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Dataset> dataset(String name) {
            return switch (name) {
                case "emoji-16" -> Optional.of(new Dataset(name, 16, 3, 9, 3_000));
                case "fashion-16" -> Optional.of(new Dataset(name, 16, 1, 10, 60_000));
                case "ecg-64" -> Optional.of(new Dataset(name, 64, 1, 3, 8_192, 1));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<StoredPairs> pairs(String name) {
            return Optional.ofNullable(pairs.get(name));
        }

        @Override
        public Optional<Standing> of(String job) {
            return Optional.ofNullable(ended.get(job));
        }
    }
}
