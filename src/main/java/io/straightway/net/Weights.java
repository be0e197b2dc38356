package io.straightway.net;

import io.straightway.engine.Arena;
import io.straightway.engine.Draws;
import io.straightway.engine.Init;
import io.straightway.engine.Parameter;
import io.straightway.engine.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Named 32 bit arrays in order. The map cannot be changed; the arrays are not copied and must not be written to. */
public final class Weights {
    private static final int INIT_STREAM = 0x696e6974;

    private final SequencedMap<String, Array> arrays;

    /**
     * One array.
     *
     * @param shape sizes, outermost first
     * @param values row-major
     */
    public record Array(List<Integer> shape, float[] values) {
        public Array {
            shape = List.copyOf(shape);
            long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
            if (size != values.length) {
                throw new IllegalArgumentException("shape " + shape + " does not hold " + values.length + " values");
            }
        }
    }

    public Weights(SequencedMap<String, Array> arrays) {
        this.arrays = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(arrays));
    }

    /** First values of parameters; the same seed gives the same values everywhere. */
    public static Weights initial(List<Parameter> parameters, long seed) {
        var arrays = new LinkedHashMap<String, Array>();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            float[] values = new float[Math.toIntExact(parameter.size())];
            var draws = new Draws(seed, i, INIT_STREAM);
            for (int k = 0; k < values.length; k++) {
                values[k] = switch (parameter.init()) {
                    case Init.Constant constant -> (float) constant.value();
                    case Init.Uniform uniform -> (float) (uniform.bound() * (2 * draws.uniform() - 1));
                    case Init.Normal normal -> (float) (normal.deviation() * draws.normal());
                };
            }
            arrays.put(parameter.name(), new Array(parameter.shape(), values));
        }
        return new Weights(arrays);
    }

    /** Values of tensors that stand in the order of {@code parameters}. */
    public static Weights of(List<Parameter> parameters, List<Tensor> tensors) {
        var arrays = new LinkedHashMap<String, Array>();
        for (int i = 0; i < parameters.size(); i++) {
            arrays.put(parameters.get(i).name(), new Array(parameters.get(i).shape(), tensors.get(i).floats()));
        }
        return new Weights(arrays);
    }

    public SequencedMap<String, Array> arrays() {
        return arrays;
    }

    /** Number of elements of all arrays. */
    public long size() {
        return arrays.values().stream().mapToLong(array -> array.values().length).sum();
    }

    /**
     * The arrays of a network in its order; others, such as resampling filters of a state dictionary, are left out.
     *
     * @throws IllegalArgumentException naming the first parameter that is missing or has another shape
     */
    public Weights select(List<Parameter> parameters) {
        var selected = new LinkedHashMap<String, Array>();
        for (Parameter parameter : parameters) {
            Array array = arrays.get(parameter.name());
            if (array == null) {
                throw new IllegalArgumentException("weights lack " + parameter.name() + " of shape " + parameter.shape());
            }
            if (!array.shape().equals(parameter.shape())) {
                throw new IllegalArgumentException(
                        parameter.name() + " has shape " + array.shape() + ", the network needs " + parameter.shape());
            }
            selected.put(parameter.name(), array);
        }
        return new Weights(selected);
    }

    /** Those whose names begin with {@code prefix}, without it. */
    public Weights under(String prefix) {
        var selected = new LinkedHashMap<String, Array>();
        for (Map.Entry<String, Array> entry : arrays.entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                selected.put(entry.getKey().substring(prefix.length()), entry.getValue());
            }
        }
        return new Weights(selected);
    }

    /** Copies into native memory, in order. */
    public List<Tensor> tensors(Arena arena) {
        var tensors = new ArrayList<Tensor>(arrays.size());
        for (Array array : arrays.values()) {
            tensors.add(arena.floats(array.values(), array.shape().stream().mapToLong(Integer::longValue).toArray()));
        }
        return tensors;
    }
}
