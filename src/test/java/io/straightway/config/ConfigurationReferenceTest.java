package io.straightway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("docs/reference/configuration.md");
    private final ConfigurationReference reference = new ConfigurationReference();

    @Test
    void everySettingSaysWhatItMeans() {
        assertThat(reference.silent()).isEmpty();
    }

    @Test
    void thePageIsWhatTheSourcesSay() throws IOException {
        String page = reference.markdown();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).as("made by scripts/docs, which has to run again").isEqualTo(page);
    }

    @Test
    void eachSettingIsThereWithItsDefaultAndItsVariable() {
        assertThat(reference.markdown())
                .contains("| `straightway.units.lease`<br>`STRAIGHTWAY_UNITS_LEASE` | time | `PT20S` |")
                .contains("| `straightway.extractors.*.kind`<br>`STRAIGHTWAY_EXTRACTORS_*_KIND` | `inception-torchscript`, `inception-weights`, `torchscript`, `safetensors` | must be set |")
                .contains("| `straightway.libtorch`<br>`STRAIGHTWAY_LIBTORCH` | text | none |");
    }
}
