package io.straightway.cli;

import io.straightway.event.JobJson;
import io.straightway.event.Submission;
import io.straightway.event.Undecodable;

/** A job in a file, of the kind that its fields tell. */
final class JobFile {
    private JobFile() {}

    /** @throws IllegalArgumentException if it is no JSON, or not of the schema's shape */
    static Submission read(byte[] json) {
        try {
            return JobJson.read(json);
        } catch (Undecodable e) {
            throw new IllegalArgumentException("the job cannot be read: " + e.getMessage(), e);
        }
    }
}
