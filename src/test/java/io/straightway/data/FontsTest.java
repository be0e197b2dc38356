package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since Java looks for fonts once. */
class FontsTest {
    /** First what the class says, then what Java itself says when text is drawn, as plots do it. */
    private static final String PROBE = """
            import io.straightway.data.Fonts;
            import java.awt.Graphics2D;
            import java.awt.image.BufferedImage;

            class Probe {
                public static void main(String... args) {
                    System.out.println(Fonts.missing().orElse("there"));
                    Graphics2D graphics = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB).createGraphics();
                    try {
                        graphics.drawString("text", 0, 10);
                        System.out.println("drawn");
                    } catch (RuntimeException | Error e) {
                        System.out.println("failed: " + e);
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void aHostWithoutFontsIsToldWhatToInstall() throws Exception {
        // Given: a fontconfig that knows no folder of fonts
        Path bare = Files.writeString(directory.resolve("fonts.conf"),
                "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>" + directory.resolve("none") + "</dir></fontconfig>");

        // When
        List<String> said = probe(Map.of("FONTCONFIG_FILE", bare.toString()));

        // Then
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).contains("can't be drawn on this host (", "Fontconfig head is null", "install fontconfig and a font", "fonts-dejavu-core");
        assertThat(said.getLast()).startsWith("failed: ");
    }

    @Test
    void aHostWithFontsDraws() throws Exception {
        assertThat(probe(Map.of())).containsExactly("there", "drawn");
    }

    /** Java keeps what fontconfig told it in the home folder, so each process gets its own. */
    private List<String> probe(Map<String, String> environment) throws IOException, InterruptedException, URISyntaxException {
        Path classes = Path.of(Fonts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path source = Files.writeString(directory.resolve("Probe.java"), PROBE);
        ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + directory, "-cp", classes.toString(), source.toString()).redirectError(ProcessBuilder.Redirect.INHERIT);
        java.environment().putAll(environment);
        Process process = java.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines().toList();
    }
}
