package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.LinkedHashSet;

/** What becomes of the other jobs that a pipeline names: their models and pairs, once they have ended well. */
sealed interface Resolution {

    record Resolved(TrainingSpec spec) implements Resolution {}

    record Awaiting(List<String> jobs) implements Resolution {}

    record Impossible(List<Violation> violations) implements Resolution {}

    static Resolution of(TrainingSpec spec, Upstream upstream) {
        SequencedSet<String> open = new LinkedHashSet<>();
        Checks checks = Checks.begin();
        List<Wiring> wiring = new ArrayList<>();
        for (int i = 0; i < spec.stages().size(); i++) {
            Wiring given = spec.wiring().get(i);
            Checks at = checks.in("stages[" + i + "]");
            wiring.add(new Wiring(given.label(),
                    given.from().map(input -> resolved(input, "from", upstream, open, at)),
                    given.pairs().map(input -> resolved(input, "pairs", upstream, open, at))));
        }
        if (!checks.violations().isEmpty()) {
            return new Impossible(checks.violations());
        }
        return open.isEmpty() ? new Resolved(spec.wired(wiring)) : new Awaiting(List.copyOf(open));
    }

    private static Input resolved(Input input, String field, Upstream upstream, SequencedSet<String> open, Checks checks) {
        if (!(input instanceof Input.OfJob job)) {
            return input;
        }
        Optional<Upstream.End> end = upstream.of(job.id());
        if (end.isEmpty()) {
            open.add(job.id());
            return input;
        }
        return switch (end.get()) {
            case Upstream.Succeeded succeeded -> {
                Optional<Input> made = field.equals("from") ? succeeded.model().map(Input.OfModel::new) : succeeded.pairs().map(Input.OfPairs::new);
                checks.require(made.isPresent(), field, job.text(), field.equals("from") ? "a job that makes a model" : "a job that exports pairs");
                yield made.orElse(input);
            }
            case Upstream.Otherwise otherwise -> {
                checks.require(false, field, job.text(), "a job that succeeds; " + job.id() + " is " + otherwise.state());
                yield input;
            }
        };
    }
}
