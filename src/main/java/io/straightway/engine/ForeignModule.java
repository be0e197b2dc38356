package io.straightway.engine;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/**
 * A TorchScript module that somebody else wrote, with its own weights. It may call every operation of libtorch, those that write files
 * included: load only what its user trusts.
 */
public final class ForeignModule implements AutoCloseable {
    private final String name;
    private final PtSymbolBlock block;

    private ForeignModule(String name, PtSymbolBlock block) {
        this.name = name;
        this.block = block;
    }

    /**
     * Loads a module onto the arena's device; it must be closed before the arena is.
     *
     * @param name for errors
     * @param archive what {@code torch.jit.save} wrote
     */
    public static ForeignModule load(Arena arena, String name, byte[] archive) {
        Torch.enter();
        try {
            return new ForeignModule(name, JniUtils.loadModule(arena.manager(), new ByteArrayInputStream(archive), true, false));
        } catch (EngineException e) {
            throw new ProgramFailure(name + " did not load as a TorchScript module: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Calls {@code forward} without autograd.
     *
     * @param flags arguments after the first, each a bool
     * @return the result, in {@code arena}
     */
    public Tensor forward(Arena arena, Tensor x, Boolean... flags) {
        Torch.enter();
        IValue[] arguments = Stream.concat(Stream.of(IValue.from(x.array())), Stream.of(flags).map(IValue::from)).toArray(IValue[]::new);
        try (IValue result = IValueUtils.runMethod(block, "forward", arguments)) {
            if (!result.isTensor()) {
                throw new ProgramFailure(name + " returned no tensor from forward");
            }
            return new Tensor(result.toTensor(arena.manager()));
        } catch (EngineException e) {
            throw new ProgramFailure(name + " failed in forward: " + e.getMessage(), e);
        } finally {
            Stream.of(arguments).forEach(IValue::close);
        }
    }

    @Override
    public void close() {
        block.close();
    }
}
