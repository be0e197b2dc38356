package io.straightway.job;

/**
 * An object that a unit wrote.
 *
 * @param role what it is
 * @param key where it lies in the bucket
 * @param sha256 of its bytes, in hex
 * @param bytes its size
 * @param count images or pairs in it; 1 for everything else
 */
public record Artifact(Role role, String key, String sha256, long bytes, long count) {
    public enum Role {
        SHARD,
        MANIFEST_PART,
        MOMENTS,
        FEATURES,
        PAIRS,
        MODEL,
        REFERENCE,
        CHECKPOINT,
        MANIFEST,
        GRID,
        REPORT,
        /** Published under another name by an export stage. */
        EXPORT,
        /** A trained student of an ablation: which models hold it, and what it cost. */
        STUDENT,
        /** One distance of an ablation. */
        CELL,
        PLOT
    }
}
