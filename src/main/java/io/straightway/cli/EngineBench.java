package io.straightway.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.straightway.drill.Quantiles;
import io.straightway.engine.Processor;
import io.straightway.json.Json;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How fast the engine is, and what memory it takes, if asked beside eager PyTorch with the same network. Each figure is measured in a
 * process of its own, so that its peak memory is its own; all kinds take turns, because other work on the machine comes and goes.
 *
 * @param parts what is measured
 * @param python script that measures the same with PyTorch
 */
record EngineBench(List<EnginePart> parts, int batch, int steps, int threads, int rounds, Optional<Path> python) {
    /** What sampling takes where every intermediate result lives until the end, as with an imperative binding. */
    private static final String KEPT = "sampling-fp32-kept";

    /** The line that a child prints. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Reading(double imagesPerSecond, double cpuMillisPerImage, long peakMegabytes, long parameters, String libtorch, String device) {}

    /** A kind's medians, and every value. */
    record Figure(double imagesPerSecond, double cpuMillisPerImage, double peakMegabytes, List<Reading> readings) {
        static Figure of(List<Reading> readings) {
            return new Figure(median(readings, Reading::imagesPerSecond), median(readings, Reading::cpuMillisPerImage),
                    median(readings, Reading::peakMegabytes), readings);
        }

        private static double median(List<Reading> readings, ToDoubleFunction<Reading> value) {
            return Quantiles.of(readings.stream().mapToDouble(value).boxed().toList()).median();
        }
    }

    Map<String, Object> run() throws IOException, InterruptedException {
        Optional<String> interpreter = python.isPresent() ? interpreter() : Optional.empty();
        Map<String, List<Reading>> ours = new LinkedHashMap<>();
        Map<String, List<Reading>> theirs = new LinkedHashMap<>();
        for (int i = 0; i < rounds; i++) {
            for (EnginePart part : parts) {
                Reading own = child(java("--part", part.word()));
                add(ours, part.word(), own);
                if (interpreter.isPresent()) {
                    add(theirs, part.word(), child(List.of(interpreter.get(), python.get().toString(), "--part", part.word(), "--device", own.device())));
                    if (part == EnginePart.SAMPLING_FP32) {
                        add(theirs, KEPT, child(List.of(interpreter.get(), python.get().toString(), "--part", KEPT, "--device", own.device())));
                    }
                }
            }
        }
        return told(ours, theirs);
    }

    private Map<String, Object> told(Map<String, List<Reading>> ours, Map<String, List<Reading>> theirs) {
        Processor processor = Processor.here();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("cpu", processor.model());
        told.put("cores", processor.cores());
        told.put("nativeBf16", processor.nativeBf16());
        told.put("threads", threads);
        told.put("batch", batch);
        told.put("steps", steps);
        told.put("rounds", rounds);
        told.put("engine", figures(ours));
        if (!theirs.isEmpty()) {
            told.put("pytorch", figures(theirs));
            told.put("ratios", ratios(ours, theirs));
        } else if (python.isPresent()) {
            told.put("pytorch", "not measured: no Python with PyTorch was found; PYTHON names another one");
        }
        return told;
    }

    private static Map<String, Object> figures(Map<String, List<Reading>> readings) {
        Map<String, Object> figures = new LinkedHashMap<>();
        Reading any = readings.values().iterator().next().getFirst();
        figures.put("device", any.device());
        figures.put("libtorch", any.libtorch());
        figures.put("parameters", any.parameters());
        readings.forEach((part, all) -> figures.put(part, Figure.of(all)));
        return figures;
    }

    /** Ours through theirs: a speed above 1 is faster; CPU time or memory below 1 is less. */
    private static Map<String, Double> ratios(Map<String, List<Reading>> ours, Map<String, List<Reading>> theirs) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        ours.forEach((part, all) -> {
            Figure own = Figure.of(all);
            Figure other = Figure.of(Objects.requireNonNull(theirs.get(part), part));
            ratios.put(part + ": images/s", own.imagesPerSecond() / other.imagesPerSecond());
            ratios.put(part + ": CPU time", own.cpuMillisPerImage() / other.cpuMillisPerImage());
            ratios.put(part + ": peak memory", own.peakMegabytes() / other.peakMegabytes());
            Optional.ofNullable(theirs.get(part.replace("bf16", "fp32"))).map(Figure::of).filter(wide -> part.endsWith("bf16"))
                    .ifPresent(wide -> ratios.put(part + ": images/s, to PyTorch's fp32", own.imagesPerSecond() / wide.imagesPerSecond()));
            Optional.ofNullable(theirs.get(part + "-kept")).map(Figure::of)
                    .ifPresent(kept -> ratios.put(part + ": peak memory, to keeping every result", own.peakMegabytes() / kept.peakMegabytes()));
        });
        return ratios;
    }

    private static void add(Map<String, List<Reading>> readings, String part, Reading reading) {
        readings.computeIfAbsent(part, name -> new ArrayList<>()).add(reading);
    }

    private Reading child(List<String> command) throws IOException, InterruptedException {
        List<String> full = new ArrayList<>(command);
        full.addAll(List.of("--batch", "" + batch, "--steps", "" + steps, "--threads", "" + threads));
        Process process = new ProcessBuilder(full).redirectError(Redirect.INHERIT).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        String last = output.lines().reduce("", (before, line) -> line);
        if (code != 0 || !last.startsWith("{")) {
            throw new IllegalStateException(String.join(" ", full) + " ended with " + code + ", its last line is: " + last);
        }
        return Json.read(last.getBytes(StandardCharsets.UTF_8), Reading.class);
    }

    /** This very program with other arguments. */
    private static List<String> java(String... arguments) {
        String program = System.getProperty("sun.java.command").split(" ")[0]; // a jar or a class
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(program.endsWith(".jar") ? List.of("-jar", program) : List.of("-cp", System.getProperty("java.class.path"), program));
        command.addAll(List.of("bench", "engine-part"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Optional<String> interpreter() throws InterruptedException {
        String named = System.getenv("PYTHON");
        for (String candidate : named == null ? List.of("python3", "/usr/bin/python3") : List.of(named)) {
            try {
                Process process = new ProcessBuilder(candidate, "-c", "import torch")
                        .redirectError(Redirect.DISCARD).redirectOutput(Redirect.DISCARD).start();
                if (process.waitFor() == 0) {
                    return Optional.of(candidate);
                }
            } catch (IOException e) {
                // There is no such program.
            }
        }
        return Optional.empty();
    }
}
