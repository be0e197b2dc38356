package io.straightway.event;

import io.straightway.job.JobSpec;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.stream.Stream;

/** A submitted job as far as it could be read. */
public sealed interface Submission {
    String id();

    /** Every field has a meaning. Whether the values are allowed is for {@link JobSpec#violations()} to say. */
    record Readable(JobSpec spec) implements Submission {
        @Override
        public String id() {
            return spec.id();
        }
    }

    /**
     * Some fields have no meaning, so there is no spec.
     *
     * @param id of the job to be refused
     * @param violations of these fields, and of the others as far as they could be judged
     */
    record Unreadable(String id, List<Violation> violations) implements Submission {
        public Unreadable {
            violations = List.copyOf(violations);
        }
    }

    /** @param found what could not be read; stand-ins are in the spec for it */
    static Submission of(JobSpec spec, List<Violation> found) {
        if (found.isEmpty()) {
            return new Readable(spec);
        }
        List<Violation> more = spec.violations().stream()
                .filter(v -> found.stream().noneMatch(f -> within(v.field(), f.field()) || within(f.field(), v.field())))
                .toList();
        return new Unreadable(spec.id(), Stream.concat(found.stream(), more.stream()).toList());
    }

    private static boolean within(String inner, String outer) {
        return inner.equals(outer) || inner.startsWith(outer + ".");
    }
}
