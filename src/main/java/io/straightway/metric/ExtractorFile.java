package io.straightway.metric;

import io.straightway.data.DataException;
import io.straightway.data.ForeignZip;
import io.straightway.net.Safetensors;
import io.straightway.net.StateDict;
import io.straightway.net.Weights;
import io.straightway.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The bytes of an extractor's file, held in memory so that what was checked is what is used.
 *
 * @param file for errors
 */
record ExtractorFile(String file, byte[] bytes) {
    private static final int MOST_BYTES = 1 << 30;
    private static final int MOST_ENTRIES = 20_000;

    /** @throws MetricException if it cannot be read, is too large, or has another digest than the configuration says */
    static ExtractorFile read(String extractor, Path path, String sha256) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new MetricException("extractor " + extractor + ": file " + path + " cannot be read: " + e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new MetricException("extractor " + extractor + ": file " + path + " has more than " + MOST_BYTES + " bytes");
        }
        String digest = Digest.of(bytes);
        if (!digest.equals(sha256)) {
            throw new MetricException("extractor " + extractor + ": file " + path + " has sha256 " + digest + " and " + bytes.length
                    + " bytes, its configuration says sha256 " + sha256);
        }
        return new ExtractorFile(path.toString(), bytes);
    }

    /** As a state dictionary in either of torch.save's formats, or as safetensors. */
    Weights weights() throws IOException {
        if (begins('P', 'K')) {
            try (ForeignZip zip = ForeignZip.open(file, bytes)) {
                return StateDict.read(file, zip.names(), zip::entry);
            }
        }
        return begins(0x80, 2) ? StateDict.read(file, bytes) : Safetensors.read(file, bytes).weights();
    }

    /**
     * Refuses what is no TorchScript archive, or unpacks to more than we would give it, before libtorch sees it.
     *
     * @throws MetricException naming the entry
     */
    byte[] torchScript() {
        try (ForeignZip zip = ForeignZip.open(file, bytes)) {
            List<String> names = zip.names();
            if (names.size() > MOST_ENTRIES) {
                throw new MetricException(file + " has " + names.size() + " entries, allowed: " + MOST_ENTRIES);
            }
            String root = names.isEmpty() ? "" : names.getFirst().substring(0, names.getFirst().indexOf('/') + 1);
            for (String needed : List.of("data.pkl", "constants.pkl", "version")) {
                if (root.isEmpty() || !names.contains(root + needed)) {
                    throw new MetricException(file + " lacks the entry " + root + needed + " of a TorchScript module");
                }
            }
            long left = MOST_BYTES;
            for (String name : names) {
                if (!name.startsWith(root)) {
                    throw new MetricException(file + ", entry " + name + ": lies outside of " + root);
                }
                left -= zip.size(name, left);
                if (left < 0) {
                    throw new MetricException(file + ", entry " + name + ": brings the unpacked module to more than " + MOST_BYTES + " bytes");
                }
            }
            return bytes;
        } catch (DataException e) {
            throw new MetricException("no TorchScript module: " + e.getMessage());
        }
    }

    private boolean begins(int first, int second) {
        return bytes.length > 1 && bytes[0] == (byte) first && bytes[1] == (byte) second;
    }
}
