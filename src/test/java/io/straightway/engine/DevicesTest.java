package io.straightway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {

    @Test
    void shouldReadWhatTheOperatorAsksFor() {
        assertThat(DeviceChoice.parse("auto")).isEqualTo(new DeviceChoice.Auto());
        assertThat(DeviceChoice.parse("cpu")).isEqualTo(new DeviceChoice.Cpu());
        assertThat(DeviceChoice.parse("gpu:0")).isEqualTo(new DeviceChoice.Gpus(List.of(0)));
        assertThat(DeviceChoice.parse("gpu:3,0")).isEqualTo(new DeviceChoice.Gpus(List.of(3, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu:x", "gpu:", "gpu", "gpu:0,", "gpu:0,0", "gpu:-1", "cuda:0", "", "CPU", "gpu:99999"})
    void shouldSayWhatIsAllowed(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("straightway.device is \"" + text + "\", allowed: auto, cpu, or gpu:");
    }

    @Test
    void shouldTakeEveryGpuByItself() {
        assertThat(Devices.of(new DeviceChoice.Auto(), 2, true, false).all()).containsExactly(new Device(0), new Device(1));
    }

    @Test
    void shouldTakeTheCpuAndSayWhy() {
        assertThat(Devices.of(new DeviceChoice.Auto(), 0, false, false)).isEqualTo(
                new Devices(List.of(Device.cpu()), "there is no NVIDIA GPU, or its driver is not loaded"));
        Devices blind = Devices.of(new DeviceChoice.Auto(), 1, false, false);
        assertThat(blind.all()).containsExactly(Device.cpu());
        assertThat(blind.reason()).contains("natives on the class path are for the CPU").contains("straightway.libtorch");
        assertThat(Devices.of(new DeviceChoice.Auto(), 1, false, true).reason()).contains("built without CUDA");
    }

    @Test
    void shouldTakeTheNamedGpusInTheirOrder() {
        assertThat(Devices.of(new DeviceChoice.Gpus(List.of(2, 0)), 4, true, true).all()).containsExactly(new Device(2), new Device(0));
    }

    @Test
    void shouldRefuseGpusThatItCannotUse() {
        assertThatThrownBy(() -> Devices.of(new DeviceChoice.Gpus(List.of(0)), 0, false, false))
                .hasMessage("straightway.device asks for GPU [0], but there is no NVIDIA GPU, or its driver is not loaded");
        assertThatThrownBy(() -> Devices.of(new DeviceChoice.Gpus(List.of(0, 4)), 4, true, false)).hasMessageContaining("the driver shows 0 to 3");
    }

    @Test
    void shouldCountGpusByTheDriversFolderElseByTheirDevices(@TempDir Path folder) throws Exception {
        // Given: two GPUs and the driver's own devices
        Path devices = Files.createDirectory(folder.resolve("dev"));
        for (String name : List.of("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "null")) {
            Files.createFile(devices.resolve(name));
        }
        Path driver = folder.resolve("gpus");

        // Then
        assertThat(Devices.shown(driver, devices)).isEqualTo(2);
        Files.createDirectories(driver.resolve("0000:01:00.0"));
        assertThat(Devices.shown(driver, devices)).isEqualTo(1);
        assertThat(Devices.shown(folder.resolve("none"), folder.resolve("nowhere"))).isZero();
    }

    @Test
    void shouldFindTheCpuWhereItIsAskedFor() {
        assertThat(Devices.find(new DeviceChoice.Cpu(), Optional.empty()).all()).containsExactly(Device.cpu());
    }

    @Test
    void shouldReadTheProcessor() {
        var native16 = Processor.of(List.of("processor : 0", "model name : A", "flags : avx2 avx512_bf16", "", "model name : B"), 4);
        assertThat(native16.model()).isEqualTo("A");
        assertThat(native16.nativeBf16()).isTrue();
        assertThat(Processor.of(List.of("model name : A", "flags\t: avx2 f16c"), 4).nativeBf16()).isFalse();
        assertThat(Processor.of(List.of(), 4)).isEqualTo(new Processor("unknown", 4, java.util.Set.of()));
    }
}
