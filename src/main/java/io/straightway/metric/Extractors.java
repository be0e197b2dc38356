package io.straightway.metric;

import io.straightway.data.DataException;
import io.straightway.data.Images;
import io.straightway.engine.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What judges pictures, by name: feature networks that ship with the project or that the user configured, and the sliced projection. */
public final class Extractors {
    private static final String EMOJI = "emoji-cnn";

    private static final String FASHION = "fashion-cnn";

    static final Set<String> SHIPPED = Set.of(EMOJI, FASHION, SlicedProjection.NAME);

    private Extractors() {}

    /** Name of what judges images like these: the network that ships for their channels, or for signals the sliced projection. */
    public static String nameFor(Images images) {
        return images.line() ? SlicedProjection.NAME : images.channels() == 3 ? EMOJI : FASHION;
    }

    /** Names that can be opened, in order. */
    public static SortedSet<String> names(Map<String, ExtractorSource> configured) {
        SortedSet<String> names = new TreeSet<>(configured.keySet());
        names.addAll(SHIPPED);
        return names;
    }

    /** @throws MetricException if none of that name ships */
    public static FeatureExtractor open(String name, Device device) {
        return open(name, Map.of(), device);
    }

    /**
     * @param configured by name, beside those that ship
     * @throws MetricException if there is none of that name, its file has another digest than configured or is not what it should be, or
     *     it is a TorchScript module that nobody trusts
     */
    public static FeatureExtractor open(String name, Map<String, ExtractorSource> configured, Device device) {
        if (name.equals(SlicedProjection.NAME)) {
            return new SlicedProjection();
        }
        if (SHIPPED.contains(name)) {
            return shipped(name, device);
        }
        ExtractorSource source = configured.get(name);
        if (source == null) {
            throw new MetricException("feature network is " + name + ", allowed: " + String.join(", ", names(configured)));
        }
        source.checkName(name);
        ExtractorFile file = ExtractorFile.read(name, source.file(), source.sha256());
        return switch (source) {
            case ExtractorSource.InceptionWeights weights -> weights(name, file, new InceptionNet(1), weights, device);
            case ExtractorSource.InceptionTorchScript module -> {
                checkTrust(name, module, module.trusted() || module.canonical());
                yield TorchScriptExtractor.open(name, module.sha256(), file.torchScript(),
                        TorchScriptExtractor.Convention.nvidia(new InceptionNet(1).features()), device);
            }
            case ExtractorSource.TorchScript module -> {
                checkTrust(name, module, module.trusted());
                yield TorchScriptExtractor.open(name, module.sha256(), file.torchScript(),
                        TorchScriptExtractor.Convention.plain(module.dimensions()), device);
            }
            case ExtractorSource.SafetensorsClassifier classifier -> Classifier.open(name, file.bytes(), device);
        };
    }

    static Inception weights(String name, ExtractorFile file, InceptionNet net, ExtractorSource.InceptionWeights source, Device device) {
        try {
            return Inception.open(name, source.sha256(), net, file.weights(), source.resize(), device);
        } catch (IOException | DataException e) {
            throw new MetricException("extractor " + name + " holds no weights: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new MetricException("extractor " + name + ": " + source.file() + ": " + e.getMessage());
        }
    }

    private static void checkTrust(String name, ExtractorSource source, boolean trusted) {
        if (!trusted) {
            throw new MetricException("extractor " + name + " is the TorchScript module " + source.file() + " with sha256 " + source.sha256()
                    + ", which is not trusted: a module may run any operation of libtorch, so it runs only with straightway.extractors." + name
                    + ".trusted=true");
        }
    }

    private static FeatureExtractor shipped(String name, Device device) {
        try (InputStream in = Extractors.class.getResourceAsStream("/features/" + name + ".safetensors")) {
            return Classifier.open(name, in.readAllBytes(), device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
