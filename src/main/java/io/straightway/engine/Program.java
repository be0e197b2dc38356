package io.straightway.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A loaded TorchScript program. It holds no weights: all tensors are arguments. */
public final class Program implements AutoCloseable {
    private final PtSymbolBlock block;

    private Program(PtSymbolBlock block) {
        this.block = block;
    }

    /** Compiles a program in an arena; it must be closed before the arena is. */
    public static Program load(Arena arena, Source source) {
        Torch.enter();
        try {
            return new Program(JniUtils.loadModule(arena.manager(), new ByteArrayInputStream(Archive.of(source.text())), true, false));
        } catch (EngineException e) {
            throw new ProgramFailure("the program did not load: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins a call; arguments follow in the order in which the method declares them. */
    public Call call(String method) {
        return new Call(method);
    }

    @Override
    public void close() {
        block.close();
    }

    /** One call being put together. */
    public final class Call {
        private final String method;
        private final List<NDArray> inputs = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private int lists;

        private Call(String method) {
            this.method = method;
        }

        public Call with(Tensor tensor) {
            inputs.add(tensor.array());
            names.add("");
            return this;
        }

        /** An argument of type {@code List[Tensor]}; it may not be empty. */
        public Call with(List<Tensor> tensors) {
            if (tensors.isEmpty()) {
                throw new IllegalArgumentException("argument " + names.size() + " of " + method + " is an empty list");
            }
            String name = "list" + lists++ + "[]"; // DJL groups by this pattern
            for (Tensor tensor : tensors) {
                inputs.add(tensor.array());
                names.add(name);
            }
            return this;
        }

        /** Runs without autograd; in-place writes to arguments are allowed. Results live in {@code arena}. */
        public List<Tensor> run(Arena arena) {
            return run(arena, false);
        }

        /** Runs with autograd, inside {@link Torch#seeded}. Results live in {@code arena}. */
        public List<Tensor> record(Arena arena) {
            return run(arena, true);
        }

        private List<Tensor> run(Arena arena, boolean autograd) {
            Torch.enter();
            try (NDArray selector = arena.manager().create(0f)) {
                selector.setName("module_method:" + method);
                var list = new NDList(inputs.size() + 1);
                list.add(selector); // first, because results go to the manager of the first
                for (int i = 0; i < inputs.size(); i++) {
                    // Names are kept by the array, and an array may be an argument of several calls.
                    inputs.get(i).setName(names.get(i).isEmpty() ? null : names.get(i));
                    list.add(inputs.get(i));
                }
                return IValueUtils.forward(block, list, autograd).stream().map(a -> new Tensor((PtNDArray) a)).toList();
            } catch (EngineException e) {
                throw new ProgramFailure(method + " failed: " + e.getMessage(), e);
            }
        }
    }
}
