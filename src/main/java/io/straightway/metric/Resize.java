package io.straightway.metric;

/** How the canonical Inception gets its 299 x 299 pixels between -1 and 1. Distances of different rules cannot be compared. */
public enum Resize {
    /**
     * The rule of the TensorFlow graph of 2015-12-05: bilinear, output pixel i lies at i·n/299 of the input, no smoothing when it
     * shrinks; then (x − 128)/128. The definition of FID, and what NVIDIA's TorchScript file does inside.
     */
    TF1("bilinear to 299x299 as TensorFlow 1, (x-128)/128"),

    /** The rule of pytorch-fid: bilinear, output pixel i lies at (i + ½)·n/299 − ½; then 2·x/255 − 1. */
    HALF_PIXEL("bilinear to 299x299 with half-pixel centres, 2x/255-1");

    private final String rule;

    Resize(String rule) {
        this.rule = rule;
    }

    /** For provenance. */
    public String rule() {
        return rule;
    }
}
