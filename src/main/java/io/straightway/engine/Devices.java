package io.straightway.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The devices that this process computes on.
 *
 * @param all at least one
 * @param reason why these, in a few words
 */
public record Devices(List<Device> all, String reason) {
    /** Where the driver shows one entry per GPU; some sandboxes and containers show the devices only. */
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");
    private static final Path DEVICES = Path.of("/dev");
    private static final Pattern DEVICE = Pattern.compile("nvidia\\d+");

    public Devices {
        all = List.copyOf(all);
    }

    /**
     * Decides which libtorch is loaded, and on what it computes; call it before anything else of the engine. The order is: CUDA natives
     * of DJL if they are on the class path, else the libtorch of the host if there is one, else DJL's natives for the CPU.
     *
     * @param libtorch folder made by src/main/native/build.sh
     * @throws IllegalArgumentException if a GPU is asked for that cannot be used, or the host's libtorch must not be loaded
     */
    public static Devices find(DeviceChoice choice, Optional<Path> libtorch) {
        if (!Libtorch.cudaOnClassPath()) {
            libtorch.map(Libtorch::read).ifPresent(Torch::use);
        }
        if (choice instanceof DeviceChoice.Cpu) {
            return new Devices(List.of(Device.cpu()), "straightway.device is cpu");
        }
        int gpus = gpus();
        // The engine starts only where there is something to ask it.
        boolean cuda = gpus > 0 && Torch.cuda();
        Devices found = of(choice, gpus, cuda, libtorch.isPresent());
        Optional<String> trouble = found.all().stream().filter(device -> device.gpu() >= 0).flatMap(device -> trouble(device).stream()).findFirst();
        if (trouble.isPresent() && choice instanceof DeviceChoice.Gpus) {
            throw new IllegalArgumentException(trouble.get());
        }
        return trouble.map(why -> new Devices(List.of(Device.cpu()), why)).orElse(found);
    }

    /**
     * @param gpus that the driver shows
     * @param cuda whether the libtorch that is loaded can use them
     * @param host whether it is the host's
     */
    static Devices of(DeviceChoice choice, int gpus, boolean cuda, boolean host) {
        Optional<String> obstacle = gpus == 0
                ? Optional.of("there is no NVIDIA GPU, or its driver is not loaded")
                : cuda ? Optional.empty() : Optional.of(host
                        ? "the libtorch of straightway.libtorch was built without CUDA"
                        : "DJL's natives on the class path are for the CPU, and straightway.libtorch names no other libtorch");
        return switch (choice) {
            case DeviceChoice.Cpu cpu -> new Devices(List.of(Device.cpu()), "straightway.device is cpu");
            case DeviceChoice.Auto auto -> obstacle
                    .map(why -> new Devices(List.of(Device.cpu()), why))
                    .orElseGet(() -> new Devices(IntStream.range(0, gpus).mapToObj(Device::new).toList(), "every GPU that the driver shows"));
            case DeviceChoice.Gpus(List<Integer> numbers) -> {
                String asked = "straightway.device asks for GPU " + numbers + ", but ";
                obstacle.ifPresent(why -> {
                    throw new IllegalArgumentException(asked + why);
                });
                if (numbers.stream().anyMatch(number -> number >= gpus)) {
                    throw new IllegalArgumentException(asked + "the driver shows 0 to " + (gpus - 1));
                }
                yield new Devices(numbers.stream().map(Device::new).toList(), "straightway.device names them");
            }
        };
    }

    /** Why a GPU cannot be used, found by using it. */
    private static Optional<String> trouble(Device device) {
        try (Arena arena = Arena.open(device)) {
            arena.floats(new float[] {1}, 1).floats();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(device + " does not compute: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    + "; CUDA_VISIBLE_DEVICES can hide it");
        }
    }

    private static int gpus() {
        String visible = System.getenv("CUDA_VISIBLE_DEVICES");
        int visibleCount = visible == null ? Integer.MAX_VALUE : visible.isBlank() || visible.startsWith("-") ? 0 : visible.split(",").length;
        return Math.min(shown(DRIVER, DEVICES), visibleCount);
    }

    /**
     * @param driver the driver's folder of GPUs, which may be missing
     * @param devices the folder of device files
     */
    static int shown(Path driver, Path devices) {
        if (Files.isDirectory(driver)) {
            return count(driver, entry -> true);
        }
        return Files.isDirectory(devices) ? count(devices, entry -> DEVICE.matcher(entry.getFileName().toString()).matches()) : 0;
    }

    private static int count(Path folder, Predicate<Path> which) {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.filter(which).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
