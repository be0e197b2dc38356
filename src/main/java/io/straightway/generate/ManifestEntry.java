package io.straightway.generate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One picture of a job; a line of {@code manifest.jsonl}.
 *
 * @param seed   its seed, which with model and sampling makes it again
 * @param label  its class, -1 for none
 * @param file   name within the shard
 * @param shard  key of the shard
 * @param sha256 of the PNG
 * @param batch  pictures of the network's call that drew it, which decides the last bits; 0 if that is not known
 */
@JsonPropertyOrder({"seed", "label", "file", "shard", "sha256", "batch"})
public record ManifestEntry(long seed, int label, String file, String shard, String sha256, int batch) {
    /** Of a picture whose batch is not known. */
    public ManifestEntry(long seed, int label, String file, String shard, String sha256) {
        this(seed, label, file, shard, sha256, 0);
    }
}
