package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** What becomes of the other jobs that a job names: their models and pairs, once they have ended well. */
sealed interface Resolution {

    /** @param spec the job without other jobs in it */
    record Resolved(JobSpec spec) implements Resolution {}

    record Awaiting(List<String> jobs) implements Resolution {}

    record Impossible(List<Violation> violations) implements Resolution {}

    static Resolution of(JobSpec spec, Upstream upstream) {
        SequencedSet<String> open = new LinkedHashSet<>();
        Checks checks = Checks.begin();
        JobSpec resolved = switch (spec) {
            case TrainingSpec training -> training.wired(wiring(training, upstream, open, checks));
            case GenerationSpec generation -> generation.model().job()
                    .map(job -> resolved(generation, new Input.OfJob(job), "model", upstream, open, checks) instanceof Input.OfModel made
                            ? generation.drawnBy(made.name()) : generation)
                    .orElse(generation);
            case EvaluationSpec evaluation -> evaluation;
            case AblationSpec ablation -> ablation;
        };
        if (!checks.violations().isEmpty()) {
            return new Impossible(checks.violations());
        }
        return open.isEmpty() ? new Resolved(resolved) : new Awaiting(List.copyOf(open));
    }

    private static List<Wiring> wiring(TrainingSpec spec, Upstream upstream, SequencedSet<String> open, Checks checks) {
        List<Wiring> wiring = new ArrayList<>();
        for (int i = 0; i < spec.stages().size(); i++) {
            Wiring given = spec.wiring().get(i);
            Checks at = checks.in("stages[" + i + "]");
            wiring.add(new Wiring(given.label(),
                    given.from().map(input -> resolved(spec, input, "from", upstream, open, at)),
                    given.pairs().map(input -> resolved(spec, input, "pairs", upstream, open, at))));
        }
        return wiring;
    }

    private static Input resolved(JobSpec spec, Input input, String field, Upstream upstream, SequencedSet<String> open, Checks checks) {
        if (!(input instanceof Input.OfJob job)) {
            return input;
        }
        if (!(upstream.of(job.id()).orElse(null) instanceof Upstream.End end)) {
            open.add(job.id());
            Circle.through(spec.id(), job.id(), upstream).ifPresent(row -> checks.require(false, field, job.text(),
                    "a job that does not wait for this one; " + String.join(" waits for ", row)));
            return input;
        }
        return switch (end) {
            case Upstream.Succeeded succeeded -> {
                boolean pairs = field.equals("pairs");
                Optional<Input> made = pairs ? succeeded.pairs().map(Input.OfPairs::new) : succeeded.model().map(Input.OfModel::new);
                checks.require(made.isPresent(), field, job.text(), pairs ? "a job that exports pairs" : "a job that makes a model");
                yield made.orElse(input);
            }
            case Upstream.Otherwise otherwise -> {
                checks.require(false, field, job.text(), "a job that succeeds; " + job.id() + " is " + otherwise.state());
                yield input;
            }
        };
    }
}
