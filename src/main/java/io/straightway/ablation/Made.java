package io.straightway.ablation;

import io.straightway.job.Artifact;
import io.straightway.job.Distance;
import io.straightway.job.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one unit of an ablation came to. It lies in the store under the digest of everything that decides it, so that no ablation does it again.
 *
 * @param job that made it
 * @param of everything that decides it
 * @param artifacts models or pairs
 * @param usage what it cost
 * @param distance of a cell
 */
public record Made(String job, Map<String, Object> of, List<Artifact> artifacts, Usage usage, Optional<Distance> distance) {
    public Made {
        of = Map.copyOf(of);
        artifacts = List.copyOf(artifacts);
    }
}
