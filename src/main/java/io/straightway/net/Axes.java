package io.straightway.net;

import io.straightway.engine.Extent;
import io.straightway.recipe.Network;

/**
 * The sides of an image along which a network convolves and resamples. A side of one pixel is left alone: kernels have one row there,
 * not three. With zeros around it a kernel of three rows would compute the same, and carry two rows of weights that no signal ever
 * reaches, at three times the work. (A project choice: EDM has networks for squares only.)
 */
enum Axes {
    BOTH,
    HEIGHT,
    WIDTH;

    static Axes of(Network network) {
        return network.height() == 1 ? WIDTH : network.width() == 1 ? HEIGHT : BOTH;
    }

    /** A kernel or step of {@code length} along these axes, and of one pixel across them. */
    Extent kernel(int length) {
        return extent(length, 1);
    }

    Extent padding(int length) {
        return extent(length, 0);
    }

    private Extent extent(int along, int across) {
        return switch (this) {
            case BOTH -> Extent.square(along);
            case HEIGHT -> new Extent(along, across);
            case WIDTH -> new Extent(across, along);
        };
    }

    /** The prefix of the layers of a level: EDM's, such as {@code 16x16_}, with both sides told. */
    static String level(Network network, int level) {
        return Math.max(1, network.height() >> level) + "x" + Math.max(1, network.width() >> level) + "_";
    }
}
