package io.straightway.net;

import io.straightway.engine.Dtype;
import io.straightway.engine.Method;
import io.straightway.engine.Parameter;
import io.straightway.engine.Scope;
import io.straightway.engine.Source;
import io.straightway.engine.Value;
import io.straightway.recipe.Network;
import io.straightway.recipe.Precision;
import java.util.List;
import java.util.Optional;

/** A network as program text and parameter list; nothing is allocated. */
public final class Blueprint {
    /** Name of the method of the bare network. */
    public static final String RAW = "raw";

    private final Network network;
    private final List<Parameter> parameters;

    private Blueprint(Network network, List<Parameter> parameters) {
        this.network = network;
        this.parameters = parameters;
    }

    public static Blueprint of(Network network) {
        return new Blueprint(network, write(new Source(), RAW, network, Use.SAMPLING, Precision.FP32));
    }

    public Network network() {
        return network;
    }

    /** In the order in which a program takes them; names as in EDM's state dictionaries. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** Number of trainable weights. */
    public long size() {
        return parameters.stream().filter(Parameter::trainable).mapToLong(Parameter::size).sum();
    }

    /** First weights by EDM's rules. */
    public Weights initialise(long seed) {
        return Weights.initial(parameters, seed);
    }

    /**
     * Adds the method {@value #RAW}(P, x, noise, labels) of the bare network F: x (B,C,H,W) 32 bit, noise the noise label (B) or (1) 32
     * bit, labels (B) 64 bit integers with -1 for none; gives (B,C,H,W) 32 bit.
     *
     * @param training whether dropout drops
     */
    public void write(Source source, boolean training, Precision precision) {
        write(source, RAW, network, training ? Use.DROPOUT : Use.SAMPLING, precision);
    }

    /** The same with dropout, and with another argument where the network has augmentation labels: they, (B,9) 32 bit. */
    public void writeForTraining(Source source, Precision precision) {
        write(source, RAW, network, network.augmentLabels() > 0 ? Use.AUGMENTED : Use.DROPOUT, precision);
    }

    /** The same under another name, for a program with two networks. */
    public void write(Source source, String name, boolean training, Precision precision) {
        write(source, name, network, training ? Use.DROPOUT : Use.SAMPLING, precision);
    }

    private enum Use {
        SAMPLING,
        /** Dropout drops. */
        DROPOUT,
        /** Dropout drops, and augmentation labels are given. */
        AUGMENTED
    }

    private static List<Parameter> write(Source source, String name, Network network, Use use, Precision precision) {
        Method m = source.method(name);
        Value weights = m.tensors("P");
        Value x = m.tensor("x");
        Value noise = m.tensor("noise");
        Value labels = m.tensor("labels");
        Optional<Value> augment = use == Use.AUGMENTED ? Optional.of(m.tensor("augment")) : Optional.empty();
        Scope scope = Scope.of(m, weights, use != Use.SAMPLING, precision == Precision.BF16 ? Dtype.BF16 : Dtype.F32);
        Scope model = scope.in("model");
        Value image = scope.cast(x);
        Value out = switch (network.architecture()) {
            case DDPMPP, NCSNPP -> new SongUNet(network).write(model, image, noise, labels, augment);
            case ADM -> new DhariwalUNet(network).write(model, image, noise, labels, augment);
        };
        m.returns(m.cast(out, Dtype.F32));
        return scope.parameters();
    }
}
