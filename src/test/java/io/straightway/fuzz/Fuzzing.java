package io.straightway.fuzz;

/** What the fuzzer calls; the system property {@code fuzz.target} names the reader. Started by scripts/fuzz. */
public final class Fuzzing {
    private static final Target TARGET = Target.of(System.getProperty("fuzz.target", ""));

    private Fuzzing() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        TARGET.feed(bytes);
    }
}
