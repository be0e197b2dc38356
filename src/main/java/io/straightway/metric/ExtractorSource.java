package io.straightway.metric;

import java.nio.file.Path;
import java.util.Set;

/** Where a feature network of the user comes from: a file, which is used only if it has the digest given. */
public sealed interface ExtractorSource {
    /** Names that readers take for the canonical network. */
    Set<String> RESERVED = Set.of("fid", "inception");

    Path file();

    /** 64 lower-case hexadecimal digits. */
    String sha256();

    /**
     * The Inception of FID as NVIDIA's TorchScript file, or a module with the same {@code forward}.
     *
     * @param trusted whether it may run although it is not the canonical file
     */
    record InceptionTorchScript(Path file, String sha256, boolean trusted) implements ExtractorSource {
        public InceptionTorchScript {
            checkDigest(file, sha256);
        }
    }

    /** The Inception of FID as weights, which one of our programs runs: pytorch-fid's file, or any with the same names and shapes. */
    record InceptionWeights(Path file, String sha256, Resize resize) implements ExtractorSource {
        public InceptionWeights {
            checkDigest(file, sha256);
        }
    }

    /**
     * Any TorchScript module from uint8 images (N,C,H,W) to 32 bit features (N,dimensions).
     *
     * @param trusted whether it may run at all
     */
    record TorchScript(Path file, String sha256, int dimensions, boolean trusted) implements ExtractorSource {
        public TorchScript {
            checkDigest(file, sha256);
            if (dimensions < 1 || dimensions > 1 << 16) {
                throw new MetricException(file + ": dimensions is " + dimensions + ", allowed: 1 to 65536, as many as the module gives");
            }
        }
    }

    /** Weights of the project's small classifier, trained for another data set. */
    record SafetensorsClassifier(Path file, String sha256) implements ExtractorSource {
        public SafetensorsClassifier {
            checkDigest(file, sha256);
        }
    }

    /** Whether distances from here may be called FID. */
    default boolean canonical() {
        return switch (this) {
            case InceptionTorchScript module -> module.sha256().equals(DistanceName.NVIDIA_TORCHSCRIPT);
            case InceptionWeights weights -> weights.sha256().equals(DistanceName.PYTORCH_FID_WEIGHTS) && weights.resize() == Resize.TF1;
            case TorchScript module -> false;
            case SafetensorsClassifier classifier -> false;
        };
    }

    /** @throws MetricException if an extractor from here may not have that name */
    default void checkName(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new MetricException("an extractor is called " + name + ", allowed: up to 63 lower-case letters, digits and hyphens");
        }
        if (RESERVED.contains(name) && !canonical()) {
            throw new MetricException("extractor " + name + " is " + file() + " with sha256 " + sha256() + ", allowed for that name: the canonical Inception, "
                    + DistanceName.NVIDIA_TORCHSCRIPT + " as TorchScript or " + DistanceName.PYTORCH_FID_WEIGHTS + " as weights with resize tf1; "
                    + "choose another name");
        }
        if (Extractors.SHIPPED.contains(name)) {
            throw new MetricException("extractor " + name + " ships with Straightway; choose another name for " + file());
        }
    }

    private static void checkDigest(Path file, String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new MetricException(file + ": sha256 is " + sha256 + ", allowed: 64 digits 0-9 and a-f");
        }
    }
}
