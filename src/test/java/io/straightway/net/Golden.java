package io.straightway.net;

import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/** Outputs of the EDM reference networks with random weights, see src/test/resources/golden. */
public record Golden(Network network, Weights weights) {
    public static Golden ddpmpp() {
        return read("ddpmpp16", network(Architecture.DDPMPP, 0, 16, List.of(1, 2), List.of(8), 0.13, 9));
    }

    public static Golden ncsnpp() {
        return read("ncsnpp16", network(Architecture.NCSNPP, 10, 16, List.of(2, 1), List.of(16), 0.1, 0));
    }

    public static Golden adm() {
        return read("adm16", network(Architecture.ADM, 10, 24, List.of(1, 2), List.of(16, 8), 0.1, 0));
    }

    private static Network network(
            Architecture architecture, int classes, int base, List<Integer> multipliers, List<Integer> attention, double dropout, int augment) {
        return new Network(architecture, 16, 3, classes, base, multipliers, 1, attention, dropout, 0, augment);
    }

    public Weights parameters() {
        return weights.under("net.");
    }

    public float[] values(String name) {
        return weights.arrays().get(name).values();
    }

    public boolean has(String name) {
        return weights.arrays().containsKey(name);
    }

    public long[] labels() {
        if (!has("in.labels")) {
            return new long[] {-1, -1, -1, -1};
        }
        float[] rows = values("in.labels");
        return IntStream.range(0, 4).mapToLong(i -> IntStream.range(0, 10).filter(c -> rows[i * 10 + c] == 1).findFirst().orElseThrow())
                .toArray();
    }

    private static Golden read(String name, Network network) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".safetensors")) {
            return new Golden(network, Safetensors.read(name, in.readAllBytes()).weights());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return network.architecture().name();
    }
}
