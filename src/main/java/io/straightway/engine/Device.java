package io.straightway.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where tensors live and programs run.
 *
 * @param gpu number of the GPU, or -1 for the CPU
 */
public record Device(int gpu) {
    private static final Pattern TEXT = Pattern.compile("cpu|cuda:(\\d{1,3})");

    public Device {
        if (gpu < -1) {
            throw new IllegalArgumentException("gpu is " + gpu + ", allowed: -1 for the CPU, or the number of a GPU");
        }
    }

    public static Device cpu() {
        return new Device(-1);
    }

    /** Reads {@code cpu} or {@code cuda:0}. */
    public static Device parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("device is " + text + ", allowed: cpu or cuda:0, cuda:1, …");
        }
        return matcher.group(1) == null ? cpu() : new Device(Integer.parseInt(matcher.group(1)));
    }

    ai.djl.Device djl() {
        return gpu < 0 ? ai.djl.Device.cpu() : ai.djl.Device.gpu(gpu);
    }

    @Override
    public String toString() {
        return gpu < 0 ? "cpu" : "cuda:" + gpu;
    }
}
