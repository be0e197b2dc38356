package io.straightway.metric;

import io.straightway.engine.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The feature networks that ship with the project. */
public final class Extractors {
    private static final String EMOJI = "emoji-cnn";

    private Extractors() {}

    /** Name of the network for data sets with so many channels; empty text if none ships. */
    public static String nameFor(int channels) {
        return channels == 3 ? EMOJI : channels == 1 ? "fashion-cnn" : "";
    }

    /** @throws MetricException if none of that name ships */
    public static FeatureExtractor open(String name, Device device) {
        String resource = "/features/" + name + ".safetensors";
        try (InputStream in = Extractors.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new MetricException("feature network is " + name + ", allowed: " + EMOJI);
            }
            return Classifier.open(name, in.readAllBytes(), device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
