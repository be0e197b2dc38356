package io.straightway.recipe;

/** Weight of a sample's squared denoiser error in the training loss. */
public enum Weight {
    /** 1. */
    UNIFORM,
    /** 1/t; 1/(t − r) in a consistency stage, whose target lies at r instead of 0. */
    INVERSE_T,
    /** (sigma² + sigma_data²)/(sigma·sigma_data)² at sigma = t/(1−t) (Karras et al. 2022, table 1). */
    EDM,
    /** 1/stop-gradient(loss) of the sample itself (Simple ReFlow). */
    NORMALIZED
}
