package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Optional;

/**
 * Measure the images of a data set: make statistics of them that others can be compared with, and compare them with those of another.
 *
 * @param id idempotency key
 * @param dataset whose images are measured
 * @param images how many it has, once looked up
 * @param reference data set to compare with
 * @param statistics what is measured, and with which network
 * @param shardImages images per unit of work
 * @param terms how the job is run
 */
public record EvaluationSpec(
        String id, String dataset, Optional<Integer> images, Optional<String> reference, Statistics statistics, int shardImages, Terms terms)
        implements JobSpec {

    @Override
    public List<Violation> violations() {
        Checks checks = Checks.begin();
        JobSpec.checkName(checks, "id", id);
        JobSpec.checkName(checks, "dataset", dataset);
        reference.ifPresent(name -> JobSpec.checkName(checks, "reference", name));
        statistics.check(checks.in("statistics"));
        checks.between("shardImages", shardImages, 1, 65_536);
        terms.check(checks);
        return checks.violations();
    }

    EvaluationSpec pinned(int found) {
        return new EvaluationSpec(id, dataset, Optional.of(found), reference, statistics, shardImages, terms);
    }
}
