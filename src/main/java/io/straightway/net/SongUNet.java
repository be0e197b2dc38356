package io.straightway.net;

import io.straightway.engine.Method;
import io.straightway.engine.Scope;
import io.straightway.engine.Value;
import io.straightway.recipe.Architecture;
import io.straightway.recipe.Network;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * DDPM++ and NCSN++ of Song et al. 2021 as reimplemented for Karras et al. 2022 (EDM, table 1 and appendix F). Parameter names are those
 * of EDM's state dictionaries.
 */
final class SongUNet {
    private static final double SKIP = Math.sqrt(0.5);

    private final Network network;
    private final boolean ncsn;
    private final int noiseChannels;
    private final int embedding;
    private final Axes axes;
    private final Rule plain;
    private final Rule zero;
    private final Block.Style style;

    SongUNet(Network network) {
        this.network = network;
        this.ncsn = network.architecture() == Architecture.NCSNPP;
        this.noiseChannels = network.baseChannels() * (ncsn ? 2 : 1);
        this.embedding = 4 * network.baseChannels();
        this.axes = Axes.of(network);
        this.plain = new Rule(axes, Rule.Law.XAVIER_UNIFORM, 1, 0);
        this.zero = new Rule(axes, Rule.Law.XAVIER_UNIFORM, 1e-5, 0);
        this.style = new Block.Style(embedding, network.dropout(), 1e-6, SKIP, false, true,
                ncsn ? Resampling.TENT : Resampling.BOX, axes, plain, zero, new Rule(axes, Rule.Law.XAVIER_UNIFORM, Math.sqrt(0.2), 0));
    }

    /** x (B,C,H,W), noise (B) or (1), labels (B), augment (B,9) if given; gives (B,C,H,W). */
    Value write(Scope scope, Value x, Value noise, Value labels, Optional<Value> augment) {
        Value e = embed(scope, noise, labels, augment); // (B or 1,E)
        Deque<Skip> skips = new ArrayDeque<>();
        encode(scope.in("enc"), x, e, skips);
        return decode(scope.in("dec"), e, skips);
    }

    private record Skip(Value value, int channels) {}

    private Value embed(Scope scope, Value noise, Value labels, Optional<Value> augment) {
        Method m = scope.method();
        List<Value> waves = ncsn
                ? Conditioning.fourier(scope, noise, noiseChannels)
                : Conditioning.positional(scope, noise, noiseChannels, 1);
        Value e = m.op("cat", waves.reversed(), 1); // sines first, as in the original code
        if (network.classes() > 0) {
            Value rows = m.op("mul", Conditioning.oneHot(m, labels, network.classes()), Math.sqrt(network.classes()));
            e = scope.add(e, plain.linear(scope.in("map_label"), rows, network.classes(), noiseChannels));
        }
        if (network.augmentLabels() > 0) {
            Value rows = Conditioning.augmentation(m, augment, e, network.augmentLabels());
            e = scope.add(e, plain.unbiased(scope.in("map_augment"), rows, network.augmentLabels(), noiseChannels));
        }
        e = scope.silu(plain.linear(scope.in("map_layer0"), e, noiseChannels, embedding));
        return scope.silu(plain.linear(scope.in("map_layer1"), e, embedding, embedding));
    }

    private void encode(Scope scope, Value image, Value e, Deque<Skip> skips) {
        Value x = image;
        Value pyramid = image;
        int pyramidChannels = network.channels();
        int channels = network.baseChannels();
        for (int level = 0; level < network.multipliers().size(); level++) {
            int resolution = network.side() >> level;
            String at = Axes.level(network, level);
            if (level == 0) {
                x = plain.conv(scope.in(at + "conv"), x, network.channels(), channels, 3);
            } else {
                x = new Block(style, channels, channels, Block.Change.DOWN, 0).write(scope.in(at + "down"), x, e);
                if (ncsn) {
                    Scope aux = scope.in(at + "aux_residual");
                    x = scope.scale(scope.add(x, shrink(aux, pyramid, pyramidChannels, channels)), SKIP);
                    pyramid = x;
                    pyramidChannels = channels;
                }
            }
            skips.push(new Skip(x, channels));
            int out = network.baseChannels() * network.multipliers().get(level);
            for (int i = 0; i < network.blocks(); i++) {
                int heads = network.attention().contains(resolution) ? 1 : 0;
                x = new Block(style, channels, out, Block.Change.NONE, heads).write(scope.in(at + "block" + i), x, e);
                channels = out;
                skips.push(new Skip(x, channels));
            }
        }
    }

    /** Convolution and filter in one: the convolution pads for both, and its bias commutes with the filter. */
    private Value shrink(Scope scope, Value x, int in, int out) {
        Value wide = plain.conv(scope, x, in, out, 3, 1 + style.resampling().padding());
        return style.resampling().down(scope, wide, out, axes, 0);
    }

    private Value decode(Scope scope, Value e, Deque<Skip> skips) {
        int levels = network.multipliers().size();
        Value x = skips.peek().value();
        int channels = skips.peek().channels();
        for (int level = levels - 1; level >= 0; level--) {
            int resolution = network.side() >> level;
            String at = Axes.level(network, level);
            if (level == levels - 1) {
                x = new Block(style, channels, channels, Block.Change.NONE, 1).write(scope.in(at + "in0"), x, e);
                x = new Block(style, channels, channels, Block.Change.NONE, 0).write(scope.in(at + "in1"), x, e);
            } else {
                x = new Block(style, channels, channels, Block.Change.UP, 0).write(scope.in(at + "up"), x, e);
            }
            int out = network.baseChannels() * network.multipliers().get(level);
            for (int i = 0; i <= network.blocks(); i++) {
                Skip skip = skips.pop();
                int heads = i == network.blocks() && network.attention().contains(resolution) ? 1 : 0;
                x = new Block(style, channels + skip.channels(), out, Block.Change.NONE, heads)
                        .write(scope.in(at + "block" + i), scope.cat(x, skip.value()), e);
                channels = out;
            }
        }
        String top = Axes.level(network, 0);
        x = scope.silu(style.norm(scope.in(top + "aux_norm"), x, channels));
        return zero.conv(scope.in(top + "aux_conv"), x, channels, network.channels(), 3);
    }
}
