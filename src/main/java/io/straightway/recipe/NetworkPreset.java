package io.straightway.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Networks of EDM's released teachers (Karras et al. 2022), unconditional but for ImageNet; {@link Network#withClasses} gives CIFAR-10's
 * and AFHQv2's class-conditional ones.
 */
public enum NetworkPreset {
    CIFAR10(song(Architecture.DDPMPP, 32, 0.13)),
    CIFAR10_NCSNPP(song(Architecture.NCSNPP, 32, 0.13)),
    FFHQ64(song(Architecture.DDPMPP, 64, 0.05)),
    FFHQ64_NCSNPP(song(Architecture.NCSNPP, 64, 0.05)),
    AFHQV2_64(song(Architecture.DDPMPP, 64, 0.25)),
    AFHQV2_64_NCSNPP(song(Architecture.NCSNPP, 64, 0.25)),
    IMAGENET64(new Network(Architecture.ADM, 64, 3, 1000, 192, List.of(1, 2, 3, 4), 3, List.of(32, 16, 8), 0.1, 0, 0));

    private final Network network;

    NetworkPreset(Network network) {
        this.network = network;
    }

    private static Network song(Architecture architecture, int resolution, double dropout) {
        List<Integer> multipliers = resolution == 32 ? List.of(2, 2, 2) : List.of(1, 2, 2, 2);
        return new Network(architecture, resolution, 3, 0, 128, multipliers, 4, List.of(16), dropout, 0, 9);
    }

    public Network network() {
        return network;
    }

    /** As users write it, such as {@code afhqv2-64-ncsnpp}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<NetworkPreset> named(String label) {
        return Arrays.stream(values()).filter(preset -> preset.label().equalsIgnoreCase(label)).findFirst();
    }
}
