package io.straightway.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * State dictionaries that torch.save wrote: names and tensors, in the ZIP format of PyTorch 1.6 and later or the format before it. Real
 * numbers become 32 bit; tensors of integers, such as the counters of batch norms, are left out. Files are untrusted: nothing in them is
 * run, sizes are checked before anything is allocated, tensors must be contiguous and share no storage, and errors name file, entry
 * and tensor.
 */
public final class StateDict {
    private static final int PICKLE_LIMIT = 1 << 20;
    private static final int TENSOR_LIMIT = 100_000;
    private static final long VALUE_LIMIT = 1L << 27;

    /** The lower 8 bytes of the number that begins the format before PyTorch 1.6. */
    private static final long MAGIC = 0xa86a20f9469cfc6cL;

    private StateDict() {}

    /** A file that is no state dictionary, or asks for more than one may. */
    public static final class MalformedException extends IOException {
        MalformedException(String message) {
            super(message);
        }
    }

    /** The entries of a ZIP. */
    @FunctionalInterface
    public interface Entries {
        /** @return the entry's bytes, refused if there are more than {@code most}; empty if there is none of that name */
        Optional<byte[]> entry(String name, int most);
    }

    private record Named(String name, Pickle.Tensor tensor) {}

    /**
     * Reads the ZIP format.
     *
     * @param file for errors
     * @param names of all entries
     */
    public static Weights read(String file, List<String> names, Entries zip) throws IOException {
        List<String> pickles = names.stream().filter(name -> name.matches("[^/]+/data\\.pkl")).toList();
        if (pickles.size() != 1) {
            throw new MalformedException(file + ": holds " + pickles.size() + " entries like archive/data.pkl, a state dictionary has one");
        }
        String root = pickles.getFirst().substring(0, pickles.getFirst().indexOf('/') + 1);
        if (zip.entry(root + "byteorder", 16).filter(order -> !new String(order, StandardCharsets.US_ASCII).strip().equals("little")).isPresent()) {
            throw new MalformedException(file + ", entry " + root + "byteorder: allowed: little");
        }
        ByteBuffer pickle = ByteBuffer.wrap(zip.entry(pickles.getFirst(), PICKLE_LIMIT).orElseThrow());
        var arrays = new LinkedHashMap<String, Weights.Array>();
        for (Named named : tensors(file, Pickle.read(file + ", entry " + pickles.getFirst(), pickle))) {
            Pickle.Storage storage = named.tensor().storage();
            Optional<FloatType> type = type(storage);
            if (type.isPresent()) {
                String entry = root + "data/" + storage.key();
                int bytes = Math.toIntExact(storage.elements() * type.get().bytes());
                byte[] values = zip.entry(entry, bytes)
                        .orElseThrow(() -> new MalformedException(file + ": lacks entry " + entry + ", the values of " + named.name()));
                if (values.length != bytes) {
                    throw new MalformedException(file + ", entry " + entry + ": has " + values.length + " bytes, " + named.name() + " needs " + bytes);
                }
                arrays.put(named.name(), array(named.tensor(), type.get(), ByteBuffer.wrap(values)));
            }
        }
        return new Weights(arrays);
    }

    /**
     * Reads the format before the ZIP: pickles of a magic number, a version, the writer's machine, the dictionary and the keys of the
     * storages, then each storage as its length and values.
     *
     * @param name of the file, for errors
     */
    public static Weights read(String name, byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (!(next(name, in) instanceof Long magic) || magic != MAGIC) {
            throw new MalformedException(name + ": does not begin with torch.save's number");
        }
        if (!(next(name, in) instanceof Long version) || version != 1001) {
            throw new MalformedException(name + ": the version of the format is not 1001");
        }
        if (!(next(name, in) instanceof Map<?, ?> machine) || !Boolean.TRUE.equals(machine.get("little_endian"))) {
            throw new MalformedException(name + ": little_endian is not true");
        }
        List<Named> tensors = tensors(name, next(name, in));
        var byKey = new LinkedHashMap<String, Named>();
        tensors.forEach(named -> byKey.put(named.tensor().storage().key(), named));
        if (!(next(name, in) instanceof List<?> keys) || keys.size() != byKey.size() || !keys.stream().allMatch(String.class::isInstance)
                || !byKey.keySet().equals(Set.copyOf(keys))) {
            throw new MalformedException(name + ": the storages at the end are not those of the tensors");
        }
        var read = new HashMap<String, Weights.Array>(); // the values stand in another order than the names
        for (Object key : keys) {
            Named named = Objects.requireNonNull(byKey.get((String) key)); // the keys are those of the map
            Pickle.Storage storage = named.tensor().storage();
            Optional<FloatType> type = type(storage);
            long size = storage.elements() * type.map(FloatType::bytes).orElse(integerBytes(storage));
            if (in.remaining() < 8 || in.getLong() != storage.elements() || in.remaining() < size) {
                throw new MalformedException(name + ", byte " + in.position() + ": the values of " + named.name() + " are not the "
                        + storage.elements() + " that it needs");
            }
            ByteBuffer values = in.slice(in.position(), (int) size);
            in.position(in.position() + (int) size);
            type.ifPresent(real -> read.put(named.name(), array(named.tensor(), real, values)));
        }
        if (in.hasRemaining()) {
            throw new MalformedException(name + ": " + in.remaining() + " bytes belong to no tensor");
        }
        var arrays = new LinkedHashMap<String, Weights.Array>();
        tensors.stream().map(Named::name).filter(read::containsKey).forEach(tensor -> arrays.put(tensor, read.get(tensor)));
        return new Weights(arrays);
    }

    /** Reads a pickle, and leaves the buffer behind it. */
    private static Object next(String name, ByteBuffer in) throws MalformedException {
        ByteBuffer window = in.duplicate().limit(Math.min(in.limit(), in.position() + PICKLE_LIMIT));
        Object value = Pickle.read(name, window);
        in.position(window.position());
        return value;
    }

    /** Checked: number, sizes, bounds, order in memory, and one storage each. */
    private static List<Named> tensors(String file, Object dictionary) throws MalformedException {
        if (!(dictionary instanceof Map<?, ?> map) || map.size() > TENSOR_LIMIT) {
            throw new MalformedException(file + ": holds no dictionary of at most " + TENSOR_LIMIT + " tensors");
        }
        var tensors = new ArrayList<Named>();
        Set<String> storages = new HashSet<>();
        long values = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name) || !(entry.getValue() instanceof Pickle.Tensor tensor)) {
                throw new MalformedException(file + ": " + entry.getKey() + " is no tensor with a name");
            }
            Pickle.Storage storage = tensor.storage();
            check(file, name, tensor);
            if (!storage.key().matches("[0-9]{1,20}") || !storages.add(storage.key())) {
                throw new MalformedException(file + ": " + name + " has storage " + storage.key() + ", allowed: a number that no other tensor has");
            }
            values += Math.min(storage.elements(), VALUE_LIMIT + 1);
            if (values > VALUE_LIMIT) {
                throw new MalformedException(file + ": " + name + " brings the file to more than " + VALUE_LIMIT + " values");
            }
            tensors.add(new Named(name, tensor));
        }
        return tensors;
    }

    private static void check(String file, String name, Pickle.Tensor tensor) throws MalformedException {
        List<Long> size = tensor.size();
        boolean fits = size.size() == tensor.stride().size() && tensor.offset() >= 0;
        long next = 1;
        for (int i = size.size() - 1; fits && i >= 0; i--) {
            fits = size.get(i) >= 0 && size.get(i) <= VALUE_LIMIT && (size.get(i) <= 1 || tensor.stride().get(i) == next);
            next *= Math.max(1, size.get(i));
            fits &= next <= VALUE_LIMIT;
        }
        long count = size.contains(0L) ? 0 : next;
        if (!fits || count > tensor.storage().elements() || tensor.offset() > tensor.storage().elements() - count) {
            throw new MalformedException(file + ": " + name + " has size " + size + ", stride " + tensor.stride() + " and offset " + tensor.offset()
                    + " in " + tensor.storage().elements() + " values, allowed: a contiguous part of them");
        }
    }

    private static Weights.Array array(Pickle.Tensor tensor, FloatType type, ByteBuffer values) {
        List<Integer> shape = tensor.size().stream().map(Long::intValue).toList();
        int count = shape.stream().reduce(1, (a, b) -> a * b);
        return new Weights.Array(shape, type.floats(values.slice((int) tensor.offset() * type.bytes(), count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN)));
    }

    private static Optional<FloatType> type(Pickle.Storage storage) {
        return switch (storage.type()) {
            case "torch.FloatStorage" -> Optional.of(FloatType.F32);
            case "torch.DoubleStorage" -> Optional.of(FloatType.F64);
            case "torch.HalfStorage" -> Optional.of(FloatType.F16);
            case "torch.BFloat16Storage" -> Optional.of(FloatType.BF16);
            default -> Optional.empty();
        };
    }

    private static int integerBytes(Pickle.Storage storage) {
        return switch (storage.type()) {
            case "torch.LongStorage" -> 8;
            case "torch.IntStorage" -> 4;
            case "torch.ShortStorage" -> 2;
            default -> 1;
        };
    }
}
