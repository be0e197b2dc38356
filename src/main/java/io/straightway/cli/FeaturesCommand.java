package io.straightway.cli;

import io.straightway.data.DataSet;
import io.straightway.data.EmojiOptions;
import io.straightway.data.EmojiPacker;
import io.straightway.data.Sources;
import io.straightway.engine.Torch;
import io.straightway.metric.ClassifierTraining;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.store.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "features", description = "Feature networks.", mixinStandardHelpOptions = true, subcommands = FeaturesCommand.Train.class)
final class FeaturesCommand {

    @Command(name = "train", description = "Trains the classifier of a data set, whose features judge images.", mixinStandardHelpOptions = true)
    static final class Train implements Callable<Integer> {
        @ArgGroup(multiplicity = "1")
        private From from;

        @Option(names = "--size", defaultValue = "16", description = "height and width in pixels; default ${DEFAULT-VALUE}")
        private int size;

        @Option(names = "--epochs", defaultValue = "30", description = "passes over the data; default ${DEFAULT-VALUE}")
        private int epochs;

        @Option(names = "--seed", defaultValue = "1", description = "of weights and order; default ${DEFAULT-VALUE}")
        private long seed;

        @Option(names = "--out", required = true, description = "safetensors file to write")
        private Path out;

        static final class From {
            @Option(names = "--emoji", description = "the iconify__json jar from Maven Central, from which the Emoji set is rendered")
            Path emoji;

            @ArgGroup(exclusive = false)
            Labelled labelled;
        }

        static final class Labelled {
            @Option(names = "--from", required = true, description = "labelled images: ZIP, folder, or IDX file")
            Path train;

            @Option(names = "--held-out", required = true, description = "labelled images that judge the classifier")
            Path heldOut;
        }

        @Override
        public Integer call() throws IOException {
            Torch.threads(Runtime.getRuntime().availableProcessors());
            EmojiPacker.Split split = from.emoji != null
                    ? EmojiPacker.pack(from.emoji, EmojiOptions.of(size), (done, total) -> {})
                    : new EmojiPacker.Split(Sources.read(from.labelled.train, size), Sources.read(from.labelled.heldOut, size));
            DataSet train = split.train();
            Weights weights = ClassifierTraining.run(train.images(), split.heldOut().images(), epochs, seed,
                    (epoch, loss, accuracy) -> System.out.println(ClassifierTraining.describe(epoch, loss, accuracy)));
            byte[] bytes = Safetensors.write(weights, Map.of(
                    "command", "straightway features train " + (from.emoji != null ? "--emoji" : "--from " + train.name()) + " --size " + size + " --epochs " + epochs + " --seed " + seed,
                    "images", Integer.toString(train.images().count()),
                    "classes", String.join(",", train.images().classes())));
            Files.write(out, bytes);
            System.out.println(out + ": " + weights.size() + " parameters, " + bytes.length + " bytes, sha256 " + Digest.of(bytes));
            return 0;
        }
    }
}
