package io.straightway.net;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickles that torch.save writes, protocol 2. In Python a pickle is a program that may call anything; here it may only put
 * together strings, numbers, lists, dictionaries and descriptions of tensors. Every other instruction and every other name is refused
 * with its position, so nothing in a file is ever run.
 *
 * <p>Python's values become: String, Long, Double, Boolean, {@link None}, List for lists and tuples, Map with String or Long keys, {@link
 * Global}, {@link Storage} and {@link Tensor}.
 */
final class Pickle {
    private static final String ORDERED_DICT = "collections.OrderedDict";
    private static final String REBUILD = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";

    /** Checked before they are copied: a pickle can name one long list again and again. */
    private static final int MOST_DIMENSIONS = 8;

    private static final String STORAGE_TYPE = "torch\\.(Float|Double|Half|BFloat16|Long|Int|Short|Char|Byte|Bool)Storage";

    /** A value that Python has, and that is nothing. */
    enum None {
        NONE
    }

    /** Something that Python would import. */
    record Global(String name) {}

    /** Where the values of a tensor lie: type of the elements, such as {@code torch.FloatStorage}, key, and how many. */
    record Storage(String type, String key, long elements) {}

    /** A view of a storage, in elements. */
    record Tensor(Storage storage, long offset, List<Long> size, List<Long> stride) {}

    private final String file;
    private final ByteBuffer in;
    private final Map<Integer, Object> memo = new HashMap<>();
    private final Deque<List<Object>> marked = new ArrayDeque<>();
    private List<Object> stack = new ArrayList<>();
    private int at;

    private Pickle(String file, ByteBuffer in) {
        this.file = file;
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads one pickle and leaves the buffer behind it.
     *
     * @param file and entry, for errors; positions in them count from the buffer's start
     */
    static Object read(String file, ByteBuffer in) throws StateDict.MalformedException {
        Pickle pickle = new Pickle(file, in);
        try {
            return pickle.run();
        } catch (BufferUnderflowException e) {
            throw pickle.malformed("the pickle ends within an instruction");
        }
    }

    private Object run() throws StateDict.MalformedException {
        while (true) {
            at = in.position();
            int opcode = in.get() & 0xff;
            switch (opcode) {
                case 0x80 -> require(in.get() == 2, "the protocol is not 2");
                case '.' -> {
                    Object result = pop();
                    require(stack.isEmpty() && marked.isEmpty(), "the pickle ends with values left over");
                    return result;
                }
                case '(' -> {
                    marked.push(stack);
                    stack = new ArrayList<>();
                }
                case ')' -> push(List.of());
                case ']' -> push(new ArrayList<>());
                case '}' -> push(new LinkedHashMap<>());
                case 'N' -> push(None.NONE);
                case 0x88 -> push(true);
                case 0x89 -> push(false);
                case 'K' -> push((long) (in.get() & 0xff));
                case 'M' -> push((long) (in.getShort() & 0xffff));
                case 'J' -> push((long) in.getInt());
                case 0x8a -> push(number(in.get() & 0xff));
                case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
                case 'X' -> push(text(in.getInt()));
                case 'U' -> push(text(in.get() & 0xff)); // Python 2
                case 't' -> push(sinceMark());
                case 0x85 -> tuple(1);
                case 0x86 -> tuple(2);
                case 0x87 -> tuple(3);
                case 'q' -> memo.put(in.get() & 0xff, peek());
                case 'r' -> memo.put(in.getInt(), peek());
                case 'h' -> push(recall(in.get() & 0xff));
                case 'j' -> push(recall(in.getInt()));
                case 'a' -> {
                    Object value = pop();
                    list(peek()).add(value);
                }
                case 'e' -> {
                    List<Object> values = sinceMark();
                    list(peek()).addAll(values);
                }
                case 's' -> {
                    Object value = pop();
                    Object key = pop();
                    put(key, value);
                }
                case 'u' -> {
                    List<Object> values = sinceMark();
                    require(values.size() % 2 == 0, "a dictionary has a key without a value");
                    for (int i = 0; i < values.size(); i += 2) {
                        put(values.get(i), values.get(i + 1));
                    }
                }
                case 'c' -> push(new Global(known(line() + "." + line())));
                case 'Q' -> push(storage(pop()));
                case 'R' -> {
                    Object arguments = pop();
                    push(call(pop(), arguments));
                }
                // The attributes of a state dictionary are versions of its modules, which we do not need.
                case 'b' -> require(pop() instanceof Map && peek() instanceof Map, "attributes are given to something that is no dictionary");
                default -> throw malformed("instruction 0x%02x is not allowed in a state dictionary".formatted(opcode));
            }
        }
    }

    private String known(String name) throws StateDict.MalformedException {
        require(name.equals(ORDERED_DICT) || name.equals(REBUILD) || name.equals(PARAMETER) || name.matches(STORAGE_TYPE), "the name " + name
                + " is not allowed in a state dictionary, which needs only " + ORDERED_DICT + ", " + REBUILD + ", " + PARAMETER + " and torch's storages");
        return name;
    }

    private Object call(Object callable, Object arguments) throws StateDict.MalformedException {
        if (callable instanceof Global(String name) && arguments instanceof List<?> list) {
            if (name.equals(ORDERED_DICT) && list.isEmpty()) {
                return new LinkedHashMap<>();
            }
            if (name.equals(REBUILD) && list.size() >= 4 && list.get(0) instanceof Storage storage && list.get(1) instanceof Long offset) {
                return new Tensor(storage, offset, longs(list.get(2)), longs(list.get(3)));
            }
            if (name.equals(PARAMETER) && !list.isEmpty() && list.getFirst() instanceof Tensor tensor) {
                return tensor;
            }
        }
        throw malformed("a call that builds neither a dictionary nor a tensor");
    }

    /** ("storage", type, key, device, elements), and in the old format a view, which has been None for many years. */
    private Storage storage(Object id) throws StateDict.MalformedException {
        if (id instanceof List<?> list && list.size() >= 5 && list.get(0).equals("storage") && list.get(1) instanceof Global(String type)
                && type.matches(STORAGE_TYPE) && list.get(2) instanceof String key && list.get(4) instanceof Long elements && elements >= 0
                && (list.size() == 5 || list.size() == 6 && list.get(5) == None.NONE)) {
            return new Storage(type, key, elements);
        }
        throw malformed("a reference to something that is no storage of torch");
    }

    private List<Long> longs(Object value) throws StateDict.MalformedException {
        var longs = new ArrayList<Long>();
        require(value instanceof List<?> list && list.size() <= MOST_DIMENSIONS, "a size or stride is no tuple of at most " + MOST_DIMENSIONS);
        for (Object item : (List<?>) value) {
            require(item instanceof Long, "a size or stride holds something that is no integer");
            longs.add((Long) item);
        }
        return longs;
    }

    private void put(Object key, Object value) throws StateDict.MalformedException {
        require(key instanceof String || key instanceof Long, "a key of a dictionary is neither text nor integer");
        require(peek() instanceof Map, "a value is put into something that is no dictionary");
        @SuppressWarnings("unchecked") // every map here is made above
        Map<Object, Object> map = (Map<Object, Object>) peek();
        require(map.put(key, value) == null, "key " + key + " occurs twice");
    }

    private List<Object> list(Object value) throws StateDict.MalformedException {
        require(value instanceof ArrayList<?>, "a value is appended to something that is no list");
        @SuppressWarnings("unchecked") // every list here is made above
        List<Object> list = (List<Object>) value;
        return list;
    }

    private void tuple(int size) throws StateDict.MalformedException {
        var items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.addFirst(pop());
        }
        push(items);
    }

    private List<Object> sinceMark() throws StateDict.MalformedException {
        require(!marked.isEmpty(), "there is no mark on the stack");
        List<Object> items = stack;
        stack = marked.pop();
        return items;
    }

    /** The argument is read first: it may change which stack is the current one. */
    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() throws StateDict.MalformedException {
        require(!stack.isEmpty(), "the stack is empty");
        return stack.removeLast();
    }

    private Object peek() throws StateDict.MalformedException {
        require(!stack.isEmpty(), "the stack is empty");
        return stack.getLast();
    }

    private Object recall(int index) throws StateDict.MalformedException {
        Object value = memo.get(index);
        if (value == null) {
            throw malformed("nothing is remembered as " + index);
        }
        return value;
    }

    /** Little-endian two's complement; more than 8 bytes only for the magic number, whose low bytes suffice. */
    private long number(int bytes) throws StateDict.MalformedException {
        require(bytes <= 10, "an integer has " + bytes + " bytes");
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            long next = in.get();
            if (i < 8) {
                value = i == bytes - 1 ? value | next << 8 * i : value | (next & 0xff) << 8 * i;
            }
        }
        return value;
    }

    private String text(int length) throws StateDict.MalformedException {
        require(length >= 0 && length <= in.remaining(), "a text of " + length + " bytes, " + in.remaining() + " are left");
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws StateDict.MalformedException {
        var line = new StringBuilder();
        for (int c = in.get(); c != '\n'; c = in.get()) {
            require(c > ' ' && c < 127 && line.length() < 200, "a name is too long or no plain text");
            line.append((char) c);
        }
        return line.toString();
    }

    private void require(boolean condition, String otherwise) throws StateDict.MalformedException {
        if (!condition) {
            throw malformed(otherwise);
        }
    }

    private StateDict.MalformedException malformed(String reason) {
        return new StateDict.MalformedException(file + ", byte " + at + ": " + reason);
    }
}
