package io.straightway.recipe;

/** Number format of activations and convolutions; weights, optimizer state and statistics stay 32 bit or wider. */
public enum Precision {
    FP32,
    BF16
}
