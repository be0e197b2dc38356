package io.straightway.engine;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What an operator asks to compute on. */
public sealed interface DeviceChoice {
    /** Every GPU that can be used, else the CPU. */
    record Auto() implements DeviceChoice {}

    record Cpu() implements DeviceChoice {}

    /** @param numbers as CUDA counts them, in the order given */
    record Gpus(List<Integer> numbers) implements DeviceChoice {
        public Gpus {
            numbers = List.copyOf(numbers);
        }
    }

    Pattern GPUS = Pattern.compile("gpu:\\d{1,3}(,\\d{1,3})*");

    /** Reads {@code auto}, {@code cpu}, {@code gpu:0} or {@code gpu:0,1}. */
    static DeviceChoice parse(String text) {
        if (text.equals("auto")) {
            return new Auto();
        }
        if (text.equals("cpu")) {
            return new Cpu();
        }
        List<Integer> numbers = GPUS.matcher(text).matches()
                ? Arrays.stream(text.substring("gpu:".length()).split(",")).map(Integer::parseInt).toList()
                : List.of();
        if (numbers.isEmpty() || numbers.stream().distinct().count() < numbers.size()) {
            throw new IllegalArgumentException(
                    "straightway.device is \"" + text + "\", allowed: auto, cpu, or gpu: with different numbers of GPUs such as gpu:0 or gpu:0,1");
        }
        return new Gpus(numbers);
    }
}
