package io.straightway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmojiPackerTest {
    private static final String FOLDER = "META-INF/resources/webjars/iconify__json/1/json/";

    @TempDir
    Path folder;

    Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        StringBuilder icons = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            icons.append("\"thing-%d\":{\"body\":\"<path fill='#%02x8000' d='M10 10h%dv40H10z'/>\"},".formatted(i, 8 * i, 20 + i));
            names.append("\"thing-%d\",".formatted(i));
        }
        String modern = "{\"info\":{\"name\":\"Modern\",\"author\":{\"name\":\"A\",\"url\":\"u\"},\"license\":{\"title\":\"MIT\"}},\"width\":128,\"height\":128,"
                + "\"icons\":{" + icons + "\"grin\":{\"body\":\"<circle cx='64' cy='64' r='20' fill='#f00'/>\"},\"empty\":{\"body\":\"\"},"
                + "\"cook\":{\"body\":\"<circle cx='64' cy='64' r='60'/>\"},\"cook-dark-skin-tone\":{\"body\":\"<circle cx='64' cy='64' r='60' fill='#fe0'/>\"}},"
                + "\"categories\":{\"Objects\":[" + names + "\"empty\"],\"Smileys & Emotion\":[\"grin\"],\"People & Body\":[\"cook\",\"cook-dark-skin-tone\"]}}";
        String older = "{\"icons\":{\"grin\":{\"body\":\"<circle cx='8' cy='8' r='4' fill='#00f'/>\"},\"other\":{\"body\":\"<circle cx='8' cy='8' r='4'/>\"}},"
                + "\"categories\":{\"People\":[\"grin\"],\"Modifiers\":[\"other\"]}}";
        jar = Files.write(folder.resolve("art.jar"), DataSetsTest.zip(FOLDER + "noto.json", modern, FOLDER + "fxemoji.json", older));
    }

    @Test
    void theArtBecomesLabelledPictures() {
        AtomicInteger drawn = new AtomicInteger();

        EmojiPacker.Split split = EmojiPacker.pack(jar, new EmojiOptions(16, List.of("noto", "fxemoji"), 1, 3), (done, all) -> drawn.set(done));

        Images train = split.train().images();
        // 30 things, grin twice, one cook of two; what shows nothing is left out, and a modifier is no emoji.
        assertThat(train.count() + split.heldOut().images().count()).isEqualTo(33);
        assertThat(split.heldOut().images().count()).isBetween(3, 20);
        assertThat(drawn.get()).isEqualTo(34);
        assertThat(train.classes()).hasSize(9);
        assertThat(split.train().credits()).contains("Modern by A, MIT, u");
    }

    @Test
    void theSameJarGivesTheSamePictures() {
        EmojiOptions options = new EmojiOptions(16, List.of("noto"), 9, 3);

        assertThat(EdmZip.write(EmojiPacker.pack(jar, options, (done, all) -> {}).train()))
                .isEqualTo(EdmZip.write(EmojiPacker.pack(jar, options, (done, all) -> {}).train()));
    }

    @Test
    void aDrawingIsFramedOverWhite() {
        Picture picture = new EmojiPainter(16)
                .paint("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\"><path d=\"M0 40h40v40H0z\" fill=\"#f00\"/></svg>").orElseThrow();

        assertThat(picture.pixels()[256]).isEqualTo((byte) 255);
        assertThat(picture.pixels()[8 * 16 + 8]).isEqualTo((byte) 255);
        assertThat(picture.pixels()[256 + 8 * 16 + 8]).isEqualTo((byte) 0);
        assertThat(new EmojiPainter(16).paint("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")).isEmpty();
    }

    @Test
    void oneConceptHasManyNames() {
        assertThat(EmojiIcon.concept("woman-cook-medium-dark-skin-tone", true)).isEqualTo("cook");
        assertThat(EmojiIcon.concept("cook-medium-dark", true)).isEqualTo("cook");
        assertThat(EmojiIcon.concept("black-telephone", false)).isEqualTo(EmojiIcon.concept("blacktelephone", false));
        assertThat(EmojiIcon.concept("light-bulb", false)).isEqualTo("lightbulb");
        assertThat(EmojiIcon.group("People Body")).isEqualTo(EmojiIcon.group("People")).contains(1);
        assertThat(EmojiIcon.group("Extras Openmoji")).isEmpty();
    }

    @Test
    void aJarWithoutTheArtIsNamed() {
        assertThatThrownBy(() -> EmojiPacker.pack(jar, new EmojiOptions(16, List.of("twemoji"), 1, 3), (done, all) -> {}))
                .isInstanceOf(DataException.class).hasMessageContaining("art.jar: has no art set twemoji");
        assertThatThrownBy(() -> new EmojiOptions(16, List.of("apple"), 1, 3)).hasMessageContaining("apple");
    }
}
