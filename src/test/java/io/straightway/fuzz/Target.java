package io.straightway.fuzz;

import io.straightway.data.DataException;
import io.straightway.data.EdmZip;
import io.straightway.data.PairFile;
import io.straightway.data.Png;
import io.straightway.data.Sources;
import io.straightway.data.StoredZip;
import io.straightway.event.Undecodable;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.generate.ManifestLines;
import io.straightway.generate.ShardPart;
import io.straightway.metric.Features;
import io.straightway.metric.MetricException;
import io.straightway.metric.MomentsFile;
import io.straightway.metric.Npz;
import io.straightway.metric.Provenance;
import io.straightway.metric.TorchScriptBytes;
import io.straightway.net.Safetensors;
import io.straightway.net.StateDict;
import io.straightway.store.Digest;
import io.straightway.train.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The readers of bytes that others made. Each takes any bytes; what it may answer with is a value or one of the exceptions that it documents,
 * and what it may allocate grows with what it was given.
 */
enum Target {
    /** The first byte chooses the topic. */
    WIRE(4096, Set.of(Undecodable.class)) {
        @Override
        void read(byte[] bytes) {
            byte[] value = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
            switch (bytes.length == 0 ? 0 : Byte.toUnsignedInt(bytes[0]) % 9) {
                case 0 -> Readers.WIRE.readGenerationJob(value);
                case 1 -> Readers.WIRE.readTrainingJob(value);
                case 2 -> Readers.WIRE.readEvaluationJob(value);
                case 3 -> Readers.WIRE.readSignal(value);
                case 4 -> Readers.WIRE.readEvent(value);
                case 5 -> Readers.WIRE.readStatus(value);
                case 6 -> Readers.WIRE.readUnit(value);
                case 8 -> Readers.WIRE.readAblationJob(value);
                default -> Readers.WIRE.readReport(value);
            }
        }
    },
    EDM_ZIP(Ratio.PICTURES, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) {
            EdmZip.read("in.zip", bytes);
        }
    },
    PNG(Ratio.PICTURES, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) {
            Png.decode("in", "in.png", bytes);
        }
    },
    IDX(512, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) throws IOException {
            fromFile("train-images-idx3-ubyte", bytes);
        }
    },
    IDX_GZ(Ratio.UNPACKED, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) throws IOException {
            fromFile("train-images-idx3-ubyte.gz", bytes);
        }
    },
    CIFAR10(512, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) throws IOException {
            fromFile("data_batch_1.bin", bytes);
        }
    },
    /** What stands before the digest, which is put right: otherwise nothing would come past it. */
    PAIRS(512, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) {
            byte[] digest = HexFormat.of().parseHex(Digest.of(bytes));
            byte[] whole = Arrays.copyOf(bytes, bytes.length + digest.length);
            System.arraycopy(digest, 0, whole, bytes.length, digest.length);
            PairFile.read("in.pairs", whole);
        }
    },
    NPZ(Ratio.UNPACKED, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) {
            Npz.read("in.npz", bytes);
            Npz.provenance("in.npz", bytes).ifPresent(Provenance::read);
        }
    },
    /** One array of an .npz. */
    NPY(512, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (StoredZip zip = new StoredZip(out)) {
                zip.add("mu.npy", bytes);
                zip.add("sigma.npy", bytes);
                zip.add("n.npy", bytes);
            }
            Npz.read("in.npz", out.toByteArray());
        }
    },
    PROVENANCE(512, Set.of()) {
        @Override
        void read(byte[] bytes) {
            Provenance.read(new String(bytes, StandardCharsets.UTF_8));
        }
    },
    MOMENTS(512, Set.of(MetricException.class)) {
        @Override
        void read(byte[] bytes) {
            MomentsFile.read("in.moments", bytes);
        }
    },
    FEATURES(512, Set.of(MetricException.class)) {
        @Override
        void read(byte[] bytes) {
            Features.read("in.features", bytes);
        }
    },
    SAFETENSORS(512, Set.of(IOException.class)) {
        @Override
        void read(byte[] bytes) throws IOException {
            Safetensors.read("in.safetensors", bytes);
        }
    },
    CHECKPOINT(512, Set.of(IOException.class)) {
        @Override
        void read(byte[] bytes) throws IOException {
            Checkpoint.read("in.safetensors", bytes);
        }
    },
    /** torch.save's format before its ZIP: several pickles, then the values. */
    STATE_DICT(512, Set.of(IOException.class)) {
        @Override
        void read(byte[] bytes) throws IOException {
            StateDict.read("in.pth", bytes);
        }
    },
    /** The pickle of torch.save's ZIP, with as many values as it asks for up to 4096. */
    PICKLE(512, Set.of(IOException.class)) {
        @Override
        void read(byte[] bytes) throws IOException {
            StateDict.read("in.pth", List.of("a/data.pkl"), (name, most) -> switch (name) {
                case "a/data.pkl" -> Optional.of(bytes);
                case "a/byteorder" -> Optional.empty();
                default -> Optional.of(new byte[Math.min(most, 4096)]);
            });
        }
    },
    MANIFEST(512, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) {
            ManifestLines.read("in.jsonl", bytes);
        }
    },
    SHARD_PART(Ratio.UNPACKED, Set.of(DataException.class)) {
        @Override
        void read(byte[] bytes) {
            ShardPart.read("in.zip", bytes);
        }
    },
    TORCH_SCRIPT(Ratio.UNPACKED, Set.of(MetricException.class)) {
        @Override
        void read(byte[] bytes) {
            TorchScriptBytes.check("in.pt", bytes);
        }
    };

    /** What every call may allocate: buffers and the like. */
    private static final long BASE = 16 << 20;

    private final int perByte;
    private final Set<Class<? extends Exception>> documented;

    /** @param perByte bytes that may be allocated for each byte of the input */
    Target(int perByte, Set<Class<? extends Exception>> documented) {
        this.perByte = perByte;
        this.documented = documented;
    }

    abstract void read(byte[] bytes) throws IOException;

    /** Name on the command line and of the folder of inputs. */
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Target of(String folder) {
        return Arrays.stream(values()).filter(target -> target.folder().equals(folder)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("target is " + folder + ", allowed: " + Arrays.stream(values()).map(Target::folder).toList()));
    }

    /** @throws AssertionError if anything but a documented exception comes out, or more is allocated than the input explains */
    void feed(byte[] bytes) {
        long most = BASE + (long) perByte * bytes.length;
        // The first call of all loads classes, and is given another try.
        if (allocated(bytes) > most) {
            long allocated = allocated(bytes);
            if (allocated > most) {
                throw new AssertionError(folder() + " allocated " + allocated + " bytes for " + bytes.length);
            }
        }
    }

    private long allocated(byte[] bytes) {
        long before = Allocations.ofThisThread();
        try {
            read(bytes);
        } catch (Exception e) {
            if (documented.stream().noneMatch(type -> type.isInstance(e))) {
                throw new AssertionError(folder() + " let " + e.getClass().getName() + " out", e);
            }
        }
        return Allocations.ofThisThread() - before;
    }

    private static final class Ratio {
        /** Deflate makes at most 1032 bytes of one, and a reader may hold each of them a few times. */
        static final int UNPACKED = 16 * 1032;
        /** 8256 pixels of one bit in a byte, each in up to 12 bytes while it is decoded. */
        static final int PICTURES = 12 * 8 * 1032;
    }

    private static final class Readers {
        static final Wire WIRE = new Wire(new WireFormat.Confluent(new TopicSchemas()));
    }

    private static void fromFile(String name, byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("straightway-fuzz");
        Path file = folder.resolve(name);
        try {
            Files.write(file, bytes);
            Sources.read(folder);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
