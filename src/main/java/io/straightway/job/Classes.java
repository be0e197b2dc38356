package io.straightway.job;

import io.straightway.recipe.Checks;
import java.util.List;

/** Which class label an image gets. */
public sealed interface Classes {

    void check(Checks checks);

    /** No label: the unconditional network. */
    record None() implements Classes {
        @Override
        public void check(Checks checks) {}
    }

    /** Every class of the model equally likely, decided by the seed alone. */
    record Uniform() implements Classes {
        @Override
        public void check(Checks checks) {}
    }

    /** The listed classes in turn, beginning with the job's first seed. */
    record Listed(List<Integer> labels) implements Classes {
        public Listed {
            labels = List.copyOf(labels);
        }

        @Override
        public void check(Checks checks) {
            checks.require(!labels.isEmpty() && labels.size() <= 10_000, "labels", labels, "1 to 10000 labels");
            checks.require(labels.stream().allMatch(l -> l >= 0), "labels", labels, "labels from 0");
        }
    }
}
