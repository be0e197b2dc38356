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
 */
@JsonPropertyOrder({"seed", "label", "file", "shard", "sha256"})
public record ManifestEntry(long seed, int label, String file, String shard, String sha256) {}
