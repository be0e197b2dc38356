package io.straightway.metric;

import io.straightway.json.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What reference statistics are of, so that a distance never mixes networks or resolutions without saying so; {@code
 * provenance.json} in an {@code .npz}.
 *
 * @param data            where the images came from
 * @param pixelsSha256    of all pixels in order, (n, channels, height, width) unsigned bytes
 * @param images          how many
 * @param resolution      width in pixels
 * @param channels        1 or 3
 * @param extractor       name of the feature network
 * @param extractorSha256 of its weights
 * @param height          in pixels
 */
public record Provenance(String data, String pixelsSha256, long images, int resolution, int channels, String extractor, String extractorSha256,
        int height) {
    public Provenance {
        // Files that were written before there was a height are of squares.
        height = height == 0 ? resolution : height;
    }

    public String json() {
        return Json.line(this);
    }

    /** Empty for text that is no such JSON: files of other tools do not say what they are of. */
    public static Optional<Provenance> read(String json) {
        try {
            return Optional.ofNullable(Json.read(json.getBytes(StandardCharsets.UTF_8), Provenance.class))
                    .filter(provenance -> provenance.extractorSha256() != null && provenance.extractor() != null);
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
