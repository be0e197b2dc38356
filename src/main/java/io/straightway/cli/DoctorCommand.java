package io.straightway.cli;

import com.sun.management.OperatingSystemMXBean;
import io.straightway.config.ConfigLoader;
import io.straightway.config.StraightwayConfig;
import io.straightway.data.Fonts;
import io.straightway.engine.Device;
import io.straightway.engine.Devices;
import io.straightway.engine.Processor;
import io.straightway.engine.Torch;
import io.straightway.json.Json;
import io.straightway.node.Settings;
import io.straightway.recipe.Precision;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "doctor", mixinStandardHelpOptions = true,
        description = "Says what this machine computes with, and whether it computes right. Exit code 0 only if it does.")
final class DoctorCommand implements Callable<Integer> {
    private static final Path LIBRARIES = Path.of("/proc/self/maps");

    @Mixin
    private Output output;

    @Option(names = "--store", hidden = true, description = "print the result of the self-test on the CPU, for the resource that others are compared with")
    private boolean store;

    /**
     * One device.
     *
     * @param bf16 how it computes with BF16 numbers
     */
    record Patient(String device, SelfTest.Verdict fp32Test, SelfTest.Verdict bf16Test, String bf16) {
        boolean well() {
            return fp32Test.passed() && bf16Test.passed();
        }
    }

    @Override
    public Integer call() throws IOException {
        StraightwayConfig config = ConfigLoader.load();
        if (store) {
            System.out.println(Json.line(SelfTest.compute(Device.cpu(), Precision.FP32)));
            return 0;
        }
        Devices devices = Settings.devices(config);
        Processor processor = Processor.here();
        Torch.threads(config.worker().threads() > 0 ? config.worker().threads() : processor.cores());
        List<Patient> patients = new ArrayList<>();
        for (Device device : devices.all()) {
            patients.add(new Patient(device.toString(), SelfTest.run(device, Precision.FP32), SelfTest.run(device, Precision.BF16), bf16(device, processor)));
        }
        boolean well = patients.stream().allMatch(Patient::well);
        Map<String, Object> findings = new LinkedHashMap<>();
        findings.put("java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.vendor"));
        findings.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", " + System.getProperty("os.arch"));
        findings.put("cpu", processor.model() + ", " + processor.cores() + " cores");
        findings.put("memoryMegabytes", ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize() >> 20);
        findings.put("heapMegabytes", Runtime.getRuntime().maxMemory() >> 20);
        findings.put("devices", patients);
        findings.put("why", devices.reason());
        findings.put("libtorch", Torch.libtorch().version());
        findings.put("libtorchFrom", Torch.libtorch().origin());
        findings.put("libtorchFile", loaded());
        findings.put("threads", Torch.threads());
        // Only plots need them, so a machine without is well.
        findings.put("fonts", Fonts.missing().isEmpty());
        findings.put("fontsMissing", Fonts.missing());
        findings.put("well", well);
        if (output.table()) {
            tell(findings, patients, devices);
        } else {
            output.print(Json.line(findings), String::new);
        }
        return well ? 0 : 1;
    }

    private static void tell(Map<String, Object> findings, List<Patient> patients, Devices devices) {
        System.out.printf("Java       %s%nSystem     %s%nCPU        %s%nMemory     %s MiB, of which Java's heap takes at most %s MiB%n",
                findings.get("java"), findings.get("system"), findings.get("cpu"), findings.get("memoryMegabytes"), findings.get("heapMegabytes"));
        System.out.printf("Libtorch   %s, %s: %s%nThreads    %s%nDevices    %s: %s%n", findings.get("libtorch"), findings.get("libtorchFrom"),
                findings.get("libtorchFile"), findings.get("threads"), devices.all(), devices.reason());
        System.out.printf("Fonts      %s%n", Fonts.missing().map(why -> "none, so reports come without plots: " + why).orElse("there"));
        for (Patient patient : patients) {
            tell(patient.device() + " in 32 bit", patient.fp32Test(), "");
            tell(patient.device() + " in BF16", patient.bf16Test(), "; " + patient.bf16());
        }
        System.out.println(Boolean.TRUE.equals(findings.get("well")) ? "All is well." : "NOT WELL: results would be wrong.");
    }

    private static void tell(String what, SelfTest.Verdict verdict, String more) {
        System.out.printf("Self-test  %s: %s, largest error %.2g where %.2g is allowed, %.1f s%s%n",
                what, verdict.passed() ? "passed" : "FAILED", verdict.maxError(), verdict.tolerance(), verdict.seconds(), more);
    }

    private static String bf16(Device device, Processor processor) {
        return device.gpu() >= 0 || processor.nativeBf16()
                ? "native instructions"
                : "no instructions for it: much slower than 32 bit here, so train and sample with FP32";
    }

    /** What the process has really loaded. */
    private static String loaded() throws IOException {
        return Files.isReadable(LIBRARIES)
                ? Files.readAllLines(LIBRARIES).stream().filter(line -> line.contains("libtorch_cpu")).findFirst()
                        .map(line -> line.substring(line.indexOf('/'))).orElse("unknown")
                : "unknown";
    }
}
