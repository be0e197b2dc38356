package io.straightway.audit;

/** Something that is not as it should be, or that could not be judged. */
public sealed interface Finding {
    /** Empty text if no job can be named. */
    String job();

    /** What was found, for people, on one line. */
    String words();

    Kind kind();

    /** In the order of a report. */
    enum Kind {
        LOSS("losses", true),
        DUPLICATE("duplicates", true),
        GAP("gaps in a sequence", true),
        STRAY_EVENT("events out of place", true),
        COUNT_MISMATCH("count mismatches", true),
        DIGEST_MISMATCH("digest mismatches", true),
        UNREADABLE("unreadable records", true),
        ORPHAN("orphans", true),
        /** Expected after faults and trainings: what no event names. */
        LEFTOVER("leftovers", false),
        NOT_AUDITABLE("not auditable any more", false);

        private final String plural;
        private final boolean breaks;

        Kind(String plural, boolean breaks) {
            this.plural = plural;
            this.breaks = breaks;
        }

        public String plural() {
            return plural;
        }

        /** Whether it breaks the guarantee. The others are notes. */
        public boolean breaks() {
            return breaks;
        }
    }

    /** Something that was submitted, promised or named is not there. */
    record Loss(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.LOSS;
        }
    }

    /** Something that happens once is there twice. */
    record Duplicate(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.DUPLICATE;
        }
    }

    /** Events are missing. */
    record Gap(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.GAP;
        }
    }

    /** An event where none of its kind may be, such as after the end. */
    record StrayEvent(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.STRAY_EVENT;
        }
    }

    /** Two places tell different numbers or states. */
    record CountMismatch(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.COUNT_MISMATCH;
        }
    }

    /** Bytes are not those that a digest promises. */
    record DigestMismatch(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.DIGEST_MISMATCH;
        }
    }

    /** An event or a status that can't be read, so nothing can be said about what it says. */
    record Unreadable(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.UNREADABLE;
        }
    }

    /** Objects of a job that nobody knows. */
    record Orphan(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.ORPHAN;
        }
    }

    /** Objects of an ended job that neither its events nor its manifest name: checkpoints, and what fenced attempts have written. */
    record Leftover(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.LEFTOVER;
        }
    }

    /** Retention has deleted what a judgement would need. */
    record NotAuditable(String job, String words) implements Finding {
        @Override
        public Kind kind() {
            return Kind.NOT_AUDITABLE;
        }
    }
}
