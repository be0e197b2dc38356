package io.straightway.engine;

/**
 * Where tensors live and programs run.
 *
 * @param gpu number of the GPU, or -1 for the CPU
 */
public record Device(int gpu) {
    public Device {
        if (gpu < -1) {
            throw new IllegalArgumentException("gpu is " + gpu + ", allowed: -1 for the CPU, or the number of a GPU");
        }
    }

    public static Device cpu() {
        return new Device(-1);
    }

    ai.djl.Device djl() {
        return gpu < 0 ? ai.djl.Device.cpu() : ai.djl.Device.gpu(gpu);
    }

    @Override
    public String toString() {
        return gpu < 0 ? "cpu" : "cuda:" + gpu;
    }
}
