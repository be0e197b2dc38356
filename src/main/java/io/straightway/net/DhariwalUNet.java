package io.straightway.net;

import io.straightway.engine.Method;
import io.straightway.engine.Scope;
import io.straightway.engine.Value;
import io.straightway.recipe.Network;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** ADM of Dhariwal and Nichol 2021 as reimplemented for Karras et al. 2022 (EDM). Parameter names are those of its state dictionaries. */
final class DhariwalUNet {
    private static final int HEAD_CHANNELS = 64;

    private final Network network;
    private final int embedding;
    private final Axes axes;
    private final Rule plain;
    private final Rule zero;
    private final Block.Style style;

    DhariwalUNet(Network network) {
        this.network = network;
        this.embedding = 4 * network.baseChannels();
        this.axes = Axes.of(network);
        this.plain = new Rule(axes, Rule.Law.KAIMING_UNIFORM, Math.sqrt(1.0 / 3), Math.sqrt(1.0 / 3));
        this.zero = new Rule(axes, Rule.Law.KAIMING_UNIFORM, 0, 0);
        this.style = new Block.Style(
                embedding, network.dropout(), 1e-5, 1, true, false, Resampling.BOX, axes, plain, zero, plain);
    }

    private record Skip(Value value, int channels) {}

    /** x (B,C,H,W), noise (B) or (1), labels (B), augment (B,9) if given; gives (B,C,H,W). */
    Value write(Scope scope, Value x, Value noise, Value labels, Optional<Value> augment) {
        Value e = embed(scope, noise, labels, augment); // (B or 1,E)
        Deque<Skip> skips = new ArrayDeque<>();
        encode(scope.in("enc"), x, e, skips);
        Value y = decode(scope.in("dec"), e, skips);
        int channels = width(0);
        y = scope.silu(style.norm(scope.in("out_norm"), y, channels));
        return zero.conv(scope.in("out_conv"), y, channels, network.channels(), 3);
    }

    private Value embed(Scope scope, Value noise, Value labels, Optional<Value> augment) {
        Method m = scope.method();
        int base = network.baseChannels();
        Value e = m.op("cat", Conditioning.positional(scope, noise, base, 0), 1);
        if (network.augmentLabels() > 0) {
            Value rows = Conditioning.augmentation(m, augment, e, network.augmentLabels());
            Rule rule = new Rule(axes, Rule.Law.KAIMING_UNIFORM, 0, 0);
            e = scope.add(e, rule.unbiased(scope.in("map_augment"), rows, network.augmentLabels(), base));
        }
        e = scope.silu(plain.linear(scope.in("map_layer0"), e, base, embedding));
        e = plain.linear(scope.in("map_layer1"), e, embedding, embedding);
        if (network.classes() > 0) {
            Rule rule = new Rule(axes, Rule.Law.KAIMING_NORMAL, Math.sqrt(network.classes()), 0);
            Value rows = Conditioning.oneHot(m, labels, network.classes());
            e = scope.add(e, rule.unbiased(scope.in("map_label"), rows, network.classes(), embedding));
        }
        return scope.silu(e);
    }

    private int width(int level) {
        return network.baseChannels() * network.multipliers().get(level);
    }

    /** Attention at listed resolutions; a width below one head has none. */
    private int heads(int resolution, int width) {
        return network.attention().contains(resolution) ? width / HEAD_CHANNELS : 0;
    }

    private void encode(Scope scope, Value image, Value e, Deque<Skip> skips) {
        Value x = image;
        int channels = width(0);
        for (int level = 0; level < network.multipliers().size(); level++) {
            int resolution = network.side() >> level;
            String at = Axes.level(network, level);
            x = level == 0
                    ? plain.conv(scope.in(at + "conv"), x, network.channels(), channels, 3)
                    : new Block(style, channels, channels, Block.Change.DOWN, 0).write(scope.in(at + "down"), x, e);
            skips.push(new Skip(x, channels));
            for (int i = 0; i < network.blocks(); i++) {
                int out = width(level);
                x = new Block(style, channels, out, Block.Change.NONE, heads(resolution, out)).write(scope.in(at + "block" + i), x, e);
                channels = out;
                skips.push(new Skip(x, channels));
            }
        }
    }

    private Value decode(Scope scope, Value e, Deque<Skip> skips) {
        int levels = network.multipliers().size();
        Value x = skips.peek().value();
        int channels = skips.peek().channels();
        for (int level = levels - 1; level >= 0; level--) {
            int resolution = network.side() >> level;
            String at = Axes.level(network, level);
            if (level == levels - 1) {
                x = new Block(style, channels, channels, Block.Change.NONE, channels / HEAD_CHANNELS).write(scope.in(at + "in0"), x, e);
                x = new Block(style, channels, channels, Block.Change.NONE, 0).write(scope.in(at + "in1"), x, e);
            } else {
                x = new Block(style, channels, channels, Block.Change.UP, 0).write(scope.in(at + "up"), x, e);
            }
            for (int i = 0; i <= network.blocks(); i++) {
                Skip skip = skips.pop();
                int out = width(level);
                x = new Block(style, channels + skip.channels(), out, Block.Change.NONE, heads(resolution, out))
                        .write(scope.in(at + "block" + i), scope.cat(x, skip.value()), e);
                channels = out;
            }
        }
        return x;
    }
}
