package io.straightway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replays what fuzzing found: files {@code found-*} are inputs that broke a reader once, the others reach much of its code. */
class CorpusTest {
    private static final Path ROOT = Path.of("src/test/resources/fuzz");

    @ParameterizedTest
    @EnumSource
    void everyReaderAnswersWithAValueOrWithADocumentedException(Target target) throws IOException {
        List<Path> inputs = files(ROOT.resolve(target.folder()));

        assertThat(inputs).isNotEmpty();
        for (Path input : inputs) {
            byte[] bytes = Files.readAllBytes(input);
            assertThatCode(() -> target.feed(bytes)).as(input.toString()).doesNotThrowAnyException();
        }
    }

    @Test
    void everyFolderBelongsToAReader() throws IOException {
        assertThat(files(ROOT).stream().map(folder -> folder.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Target.values()).map(Target::folder).toList());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
