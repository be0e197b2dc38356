package io.straightway.metric;

import io.straightway.engine.Arena;
import io.straightway.engine.Device;
import io.straightway.engine.ForeignModule;

/** A TorchScript module of the user as a feature network. Confined to one thread. */
final class TorchScriptExtractor implements FeatureExtractor, AutoCloseable {
    private static final int BATCH = 32;

    private final String name;
    private final String digest;
    private final Convention convention;
    private final Device device;
    private final Arena arena;
    private final ForeignModule module;

    /**
     * How a module wants to be called.
     *
     * @param dimensions of its features
     * @param resize rule that it follows, in words
     * @param nvidia whether {@code forward} takes return_features as a second argument, and images must have 3 channels
     */
    record Convention(int dimensions, String resize, boolean nvidia) {
        static Convention nvidia(int dimensions) {
            return new Convention(dimensions, Resize.TF1.rule(), true);
        }

        static Convention plain(int dimensions) {
            return new Convention(dimensions, "as the module does", false);
        }
    }

    private TorchScriptExtractor(String name, String digest, Convention convention, Device device, Arena arena, ForeignModule module) {
        this.name = name;
        this.digest = digest;
        this.convention = convention;
        this.device = device;
        this.arena = arena;
        this.module = module;
    }

    static TorchScriptExtractor open(String name, String digest, byte[] archive, Convention convention, Device device) {
        Arena arena = Arena.open(device);
        return new TorchScriptExtractor(name, digest, convention, device, arena, ForeignModule.load(arena, name, archive));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public int dimensions() {
        return convention.dimensions();
    }

    @Override
    public String resize() {
        return convention.resize();
    }

    @Override
    public String precision() {
        return convention.nvidia() ? Rows.precision(device) : "as the module does";
    }

    @Override
    public float[][] features(byte[] pixels, int count, int channels, int height, int width) {
        boolean grey = convention.nvidia() && channels == 1;
        if (convention.nvidia() && !grey && channels != 3) {
            throw new MetricException(name + " needs images of 1 or 3 channels, these have " + channels);
        }
        if (convention.nvidia()) {
            Rows.requirePictures(name, height, width);
        }
        byte[] input = grey ? tripled(pixels, height * width) : pixels;
        Boolean[] flags = convention.nvidia() ? new Boolean[] {true} : new Boolean[0];
        return Rows.of(name, arena, input, count, BATCH, dimensions(), new long[] {grey ? 3 : channels, height, width},
                (scratch, x) -> module.forward(scratch, x, flags));
    }

    /** Each plane three times. */
    private static byte[] tripled(byte[] pixels, int plane) {
        byte[] colour = new byte[Math.multiplyExact(3, pixels.length)];
        for (int i = 0; i < colour.length; i += plane) {
            System.arraycopy(pixels, i / plane / 3 * plane, colour, i, plane);
        }
        return colour;
    }

    @Override
    public void close() {
        module.close();
        arena.close();
    }
}
