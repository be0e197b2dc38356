package io.straightway.job;

import io.straightway.recipe.Checks;
import java.util.Optional;

/** Where a stage takes a model or pairs from, if not from the stage before. */
public sealed interface Input {
    String ALLOWED = "stage:LABEL, model:NAME, model:NAME@VERSION, pairs:NAME or job:ID";

    /** An earlier stage of the same job. */
    record OfStage(String label) implements Input {
        @Override
        public String text() {
            return "stage:" + label;
        }
    }

    /** A published model. */
    record OfModel(ModelName name) implements Input {
        @Override
        public String text() {
            return "model:" + name;
        }
    }

    /** Stored pairs. */
    record OfPairs(String name) implements Input {
        @Override
        public String text() {
            return "pairs:" + name;
        }
    }

    /** What another job comes to make: its final model, or the pairs that it exports. Who names it waits for that job's end. */
    record OfJob(String id) implements Input {
        @Override
        public String text() {
            return "job:" + id;
        }
    }

    /** As written in a job. */
    String text();

    /** @return empty if the text names nothing of this kind */
    static Optional<Input> parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, Math.max(0, colon))) {
            case "stage" -> Optional.of(new OfStage(rest));
            case "model" -> Optional.of(new OfModel(ModelName.parse(rest)));
            case "pairs" -> Optional.of(new OfPairs(rest));
            case "job" -> Optional.of(new OfJob(rest));
            default -> Optional.empty();
        };
    }

    default void check(Checks checks, String field) {
        switch (this) {
            case OfStage stage -> JobSpec.checkName(checks, field, stage.label());
            case OfModel model -> model.name().check(checks, field);
            case OfPairs pairs -> JobSpec.checkName(checks, field, pairs.name());
            case OfJob job -> JobSpec.checkName(checks, field, job.id());
        }
    }
}
