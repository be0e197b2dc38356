package io.straightway.generate;

import io.straightway.data.DataException;
import io.straightway.data.ForeignZip;
import io.straightway.data.StoredZip;
import io.straightway.store.Digest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Some finished pictures of a shard that is not finished, kept so that another attempt need not draw them again. As bytes: a ZIP of the
 * PNGs and of their manifest lines.
 */
public record ShardPart(List<Picture> pictures) {
    private static final String LINES = "lines.jsonl";
    private static final int LARGEST = 256 << 20;

    /** @param batch pictures of the network's call that drew it */
    public record Picture(long seed, int label, byte[] png, int batch) {}

    public ShardPart {
        pictures = List.copyOf(pictures);
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<ManifestEntry> entries = new ArrayList<>();
        try (StoredZip zip = new StoredZip(bytes)) {
            for (Picture picture : pictures) {
                String file = ShardWriter.fileName(picture.seed());
                zip.add(file, picture.png());
                entries.add(new ManifestEntry(picture.seed(), picture.label(), file, "", Digest.of(picture.png()), picture.batch()));
            }
            zip.add(LINES, ManifestLines.write(entries));
        }
        return bytes.toByteArray();
    }

    /**
     * @param name for error messages
     * @throws DataException if a picture is missing or not the one that its line names
     */
    public static ShardPart read(String name, byte[] bytes) {
        List<Picture> pictures = new ArrayList<>();
        try (ForeignZip zip = ForeignZip.open(name, bytes)) {
            byte[] lines = zip.entry(LINES, LARGEST).orElseThrow(() -> new DataException(name, LINES, "is missing"));
            int left = LARGEST;
            for (ManifestEntry entry : ManifestLines.read(name, lines)) {
                byte[] png = zip.entry(entry.file(), left).orElseThrow(() -> new DataException(name, entry.file(), "is missing"));
                if (!Digest.of(png).equals(entry.sha256())) {
                    throw new DataException(name, entry.file(), "is not the picture that was written");
                }
                left -= png.length; // of all together: any number of lines may name the same entry
                pictures.add(new Picture(entry.seed(), entry.label(), png, entry.batch()));
            }
        }
        return new ShardPart(pictures);
    }
}
