package io.straightway.fuzz;

import io.straightway.data.DataSet;
import io.straightway.data.EdmZip;
import io.straightway.data.Images;
import io.straightway.data.PairFile;
import io.straightway.data.Pairs;
import io.straightway.data.Picture;
import io.straightway.data.Png;
import io.straightway.data.StoredZip;
import io.straightway.event.Wire;
import io.straightway.event.WireFormat;
import io.straightway.event.WireSeeds;
import io.straightway.generate.ManifestEntry;
import io.straightway.generate.ManifestLines;
import io.straightway.generate.ShardPart;
import io.straightway.metric.Features;
import io.straightway.metric.Gaussian;
import io.straightway.metric.Moments;
import io.straightway.metric.MomentsFile;
import io.straightway.metric.Npz;
import io.straightway.metric.Provenance;
import io.straightway.net.Safetensors;
import io.straightway.net.Weights;
import io.straightway.train.Checkpoint;
import io.straightway.train.Origin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** Writes small sound files of every reader into a folder, for the fuzzer to begin with. Started by scripts/fuzz. */
public final class Seeds {
    private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32};
    private static final String STORAGE = "X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\4tQK\0K\2K\2\u0086K\2K\1\u0086\u0089ccollections\nOrderedDict\n)RtR";
    private static final String PICKLE = "\u0080\2ccollections\nOrderedDict\n)R(X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((" + STORAGE + "u.";

    private Seeds() {}

    public static void main(String[] args) throws IOException {
        for (Target target : Target.values()) {
            Path folder = Files.createDirectories(Path.of(args[0], target.folder()));
            List<byte[]> seeds = of(target);
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(folder.resolve("seed-" + i), seeds.get(i));
            }
        }
    }

    private static List<byte[]> of(Target target) throws IOException {
        return switch (target) {
            case WIRE -> {
                List<byte[]> all = new ArrayList<>();
                List.of(new WireFormat.SingleObject(), new WireFormat.Confluent(new TopicSchemas()), new WireFormat.Json())
                        .forEach(format -> all.addAll(WireSeeds.of(new Wire(format))));
                yield all;
            }
            case EDM_ZIP -> List.of(EdmZip.write(dataSet(1)), EdmZip.write(dataSet(3)));
            case PNG -> List.of(Png.encode(new Picture(1, 4, 4, Arrays.copyOf(PIXELS, 16))), Png.encode(new Picture(3, 3, 3, Arrays.copyOf(PIXELS, 27))),
                    picture("png", BufferedImage.TYPE_INT_ARGB), picture("png", BufferedImage.TYPE_BYTE_BINARY), picture("png", BufferedImage.TYPE_USHORT_GRAY),
                    picture("png", BufferedImage.TYPE_BYTE_INDEXED), picture("gif", BufferedImage.TYPE_BYTE_INDEXED), picture("bmp", BufferedImage.TYPE_INT_RGB),
                    picture("jpg", BufferedImage.TYPE_INT_RGB), picture("jpg", BufferedImage.TYPE_BYTE_GRAY));
            case IDX -> List.of(idx(2, 4, 4), idx(1, 2, 6));
            case IDX_GZ -> List.of(gzip(idx(2, 4, 4)));
            case CIFAR10 -> List.of(ByteBuffer.allocate(3073).put((byte) 3).array());
            case PAIRS -> List.of(pairs(new Pairs.Seeds(new long[] {5, 6})), pairs(new Pairs.Values(2, new float[] {1, 2, 3, 4, 5, 6, 7, 8})));
            case NPZ -> List.of(Npz.write(gaussian(), provenance()), Files.readAllBytes(Path.of("src/test/resources/golden/ref.npz")));
            case NPY -> List.of(npy("<f8", "(1,)", 8), npy("<f4", "(1, 1)", 4), npy("<i8", "()", 8));
            case PROVENANCE -> List.of(provenance().getBytes(StandardCharsets.UTF_8));
            case MOMENTS -> List.of(MomentsFile.write(Moments.of("a/0", new float[][] {{1, 2}, {3, 5}})));
            case FEATURES -> List.of(new Features("s", "cnn", "ab", new float[][] {{1, 2}, {3, 4}}).bytes());
            case SAFETENSORS -> List.of(Safetensors.write(weights(), Map.of("a", "b")), narrow());
            case CHECKPOINT -> List.of(new Checkpoint(1, 2, 3, Origin.MODEL, weights(), weights(), weights(), weights(), new LinkedHashMap<>(Map.of("a", "b"))).bytes());
            case STATE_DICT -> List.of(legacy());
            case PICKLE -> List.of(latin(PICKLE));
            case MANIFEST -> List.of(ManifestLines.write(List.of(new ManifestEntry(1, 2, "00001.png", "jobs/a", "ab", 3), new ManifestEntry(2, -1, "x", "", "cd", 0))));
            case SHARD_PART -> List.of(new ShardPart(List.of(new ShardPart.Picture(1, 2, new byte[] {1, 2, 3}, 4), new ShardPart.Picture(2, -1, new byte[0], 1))).bytes());
            case TORCH_SCRIPT -> List.of(zip(Map.of("m/data.pkl", new byte[3], "m/constants.pkl", new byte[2], "m/version", new byte[] {'3'}, "m/code/a.py", new byte[9])));
        };
    }

    private static DataSet dataSet(int channels) {
        int[] labels = {0, 1};
        return new DataSet("toy", new Images(2, channels, 2, 2, Arrays.copyOf(PIXELS, 8 * channels), labels, List.of("a", "b")), List.of("by me"));
    }

    private static byte[] picture(String format, int type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BufferedImage image = new BufferedImage(5, 4, type);
        image.setRGB(1, 1, 0x80ff4020);
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static byte[] idx(int count, int height, int width) {
        return ByteBuffer.allocate(16 + count * height * width).putInt(0x803).putInt(count).putInt(height).putInt(width).array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] pairs(Pairs.Noise noise) {
        byte[] whole = PairFile.write(new Pairs(1, 2, 2, noise, new int[] {0, -1}, new float[8]));
        return Arrays.copyOf(whole, whole.length - 32);
    }

    private static Gaussian gaussian() {
        return new Gaussian(new double[] {1, 2}, new double[] {1, 0, 0, 1}, OptionalLong.of(9));
    }

    private static String provenance() {
        return new Provenance("d", "ab", 9, 32, 3, "cnn", "cd", 32).json();
    }

    private static byte[] npy(String type, String shape, int width) {
        byte[] header = ("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + header.length + width).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93).put(latin("NUMPY")).put((byte) 1).put((byte) 0)
                .putShort((short) header.length).put(header).array();
    }

    private static Weights weights() {
        var arrays = new LinkedHashMap<String, Weights.Array>();
        arrays.put("w", new Weights.Array(List.of(2, 1), new float[] {1, 2}));
        arrays.put("b", new Weights.Array(List.of(), new float[] {3}));
        return new Weights(arrays);
    }

    private static byte[] narrow() {
        byte[] header = latin("{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]}}");
        return ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).array();
    }

    private static byte[] legacy() {
        byte[] head = latin("\u0080\2\u008a\n\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.\u0080\2M\u00e9\3.\u0080\2}X\15\0\0\0little_endian\u0088s." + PICKLE
                + "\u0080\2]X\1\0\0\0" + "0a.");
        return ByteBuffer.allocate(head.length + 8 + 16).order(ByteOrder.LITTLE_ENDIAN).put(head).putLong(4).array();
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (StoredZip zip = new StoredZip(out)) {
            entries.forEach(zip::add);
        }
        return out.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
