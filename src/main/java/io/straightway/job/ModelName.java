package io.straightway.job;

import io.straightway.recipe.Checks;
import java.util.Optional;

/**
 * A model, written {@code name} for its newest version or {@code name@version}.
 *
 * @param name model
 * @param version exact version, or empty for the newest at the time the job is accepted
 */
public record ModelName(String name, Optional<String> version) {
    private static final String JOB = "job:";

    public static ModelName parse(String text) {
        int at = text.indexOf('@');
        return at < 0 ? new ModelName(text, Optional.empty()) : of(text.substring(0, at), text.substring(at + 1));
    }

    public static ModelName of(String name, String version) {
        return new ModelName(name, Optional.of(version));
    }

    /** Of the model whose weights lie under this key: models/NAME/VERSION/model.safetensors. */
    public static ModelName ofWeights(String key) {
        String[] parts = key.split("/");
        return of(parts[1], parts[2]);
    }

    /** The job whose final model is meant, where that is not known by a name yet: {@code job:ID}. */
    Optional<String> job() {
        return version.isEmpty() && name.startsWith(JOB) ? Optional.of(name.substring(JOB.length())) : Optional.empty();
    }

    void check(Checks checks, String field) {
        boolean valid = JobSpec.NAME.matcher(name).matches()
                && version.map(v -> JobSpec.NAME.matcher(v).matches()).orElse(true);
        checks.require(valid, field, toString(), "name or name@version, each " + JobSpec.NAME_RULE);
    }

    @Override
    public String toString() {
        return version.map(v -> name + "@" + v).orElse(name);
    }
}
