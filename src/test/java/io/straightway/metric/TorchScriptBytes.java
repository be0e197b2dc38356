package io.straightway.metric;

/** The check that an extractor's file passes before libtorch sees it, for the fuzzer in another package. */
public final class TorchScriptBytes {
    private TorchScriptBytes() {}

    public static void check(String file, byte[] bytes) {
        new ExtractorFile(file, bytes).torchScript();
    }
}
