package io.straightway.net;

import io.straightway.engine.Method;
import io.straightway.engine.Scope;
import io.straightway.engine.Value;
import java.util.List;

/**
 * The residual block of EDM's U-Nets: norm, SiLU, convolution, modulation by the embedding, norm, SiLU, dropout, convolution, skip,
 * and attention if asked for.
 *
 * @param style what all blocks of a network share
 * @param in channels of the input
 * @param out channels of the output
 * @param change change of resolution
 * @param heads attention heads, 0 for no attention
 */
record Block(Style style, int in, int out, Change change, int heads) {
    enum Change {
        NONE,
        UP,
        DOWN
    }

    /**
     * @param embedding width of the embedding
     * @param dropout probability
     * @param epsilon of the norms
     * @param skipScale factor after each addition
     * @param scaleAndShift whether the embedding gives scale and shift (ADM) or is added (DDPM++, NCSN++)
     * @param projectResampled whether a block that changes the resolution has a convolution in its skip path
     * @param resampling filter
     * @param axes along which it resamples
     * @param plain rule of most layers
     * @param zero rule of the layers that begin near zero
     * @param attention rule of the layer that makes queries, keys and values
     */
    record Style(
            int embedding,
            double dropout,
            double epsilon,
            double skipScale,
            boolean scaleAndShift,
            boolean projectResampled,
            Resampling resampling,
            Axes axes,
            Rule plain,
            Rule zero,
            Rule attention) {

        Value norm(Scope scope, Value x, int channels) {
            int groups = Math.min(32, channels / 4);
            while (channels % groups != 0) {
                groups--; // EDM would refuse such a width
            }
            return scope.groupNorm(x, channels, groups, epsilon);
        }
    }

    /** x (B,in,H,W), embedding (B,E) 32 bit; gives (B,out,H',W'). */
    Value write(Scope scope, Value x, Value embedding) {
        Value h = scope.silu(style.norm(scope.in("norm0"), x, in));
        h = style.plain().conv(scope.in("conv0"), resample(scope, h, in), in, out, 3);
        h = modulate(scope, h, embedding);
        h = scope.dropout(h, style.dropout());
        h = style.zero().conv(scope.in("conv1"), h, out, out, 3);
        Value skip = resample(scope, x, in);
        if (in != out || (change != Change.NONE && style.projectResampled())) {
            skip = style.plain().conv(scope.in("skip"), skip, in, out, 1);
        }
        Value y = scope.scale(scope.add(h, skip), style.skipScale());
        if (heads == 0) {
            return y;
        }
        Value attended = attend(scope, y);
        return scope.scale(scope.add(attended, y), style.skipScale());
    }

    private Value modulate(Scope scope, Value h, Value embedding) {
        Method m = scope.method();
        int width = style.scaleAndShift() ? 2 * out : out;
        Value affine = style.plain().linear(scope.in("affine"), embedding, style.embedding(), width);
        Value p = scope.cast(m.op("reshape", affine, List.of(-1, width, 1, 1))); // (B or 1,width,1,1)
        if (!style.scaleAndShift()) {
            return scope.silu(style.norm(scope.in("norm1"), scope.add(h, p), out));
        }
        Value scale = m.op("slice", p, 1, 0, out);
        Value shift = m.op("slice", p, 1, out, 2 * out);
        Value normed = style.norm(scope.in("norm1"), h, out);
        return scope.silu(scope.add(scope.mul(normed, m.op("add", scale, 1)), shift));
    }

    private Value resample(Scope scope, Value x, int channels) {
        return switch (change) {
            case NONE -> x;
            case UP -> style.resampling().up(scope, x, channels, style.axes());
            case DOWN -> style.resampling().down(scope, x, channels, style.axes());
        };
    }

    /** Channels of the joint projection lie as head, channel of the head, then query, key and value innermost. */
    private Value attend(Scope scope, Value y) {
        Method m = scope.method();
        Value normed = style.norm(scope.in("norm2"), y, out);
        Value qkv = style.attention().conv(scope.in("qkv"), normed, out, 3 * out, 1);
        Value batch = m.op("size", y, 0);
        Value split = m.op("reshape", qkv, List.of(batch, heads, out / heads, 3, -1)); // (B,heads,d,3,N)
        Value parts = m.op("contiguous", m.op("permute", split, List.of(3, 0, 1, 4, 2))); // (3,B,heads,N,d): the fused kernels want d innermost
        Value mixed = scope.attention(m.op("select", parts, 0, 0), m.op("select", parts, 0, 1), m.op("select", parts, 0, 2));
        Value image = m.op("reshape", m.op("transpose", mixed, 2, 3), List.of(batch, out, m.op("size", y, 2), m.op("size", y, 3)));
        return style.zero().conv(scope.in("proj"), image, out, out, 1);
    }
}
