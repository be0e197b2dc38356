package io.straightway.job;

import io.straightway.recipe.Checks;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.regex.Pattern;

/** What a submitter asks for. Equality of two specs is what makes a repeated submission the same job. */
public sealed interface JobSpec permits GenerationSpec, TrainingSpec, EvaluationSpec, AblationSpec {
    /** Ids and names become parts of object keys: one path segment, nothing that can climb out of it. */
    Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,127}");

    String NAME_RULE = "1 to 128 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit, without two dots in a row";

    /** Idempotency key, and key of every record about this job. */
    String id();

    /** How it is to be run. */
    Terms terms();

    /** Everything that is wrong with this spec by itself; empty if it can be planned. */
    List<Violation> violations();

    /** A name as used for jobs, models and data sets. */
    static void checkName(Checks checks, String field, String name) {
        checks.matches(field, name, NAME, NAME_RULE);
    }
}
