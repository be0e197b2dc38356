package io.straightway.recipe;

/** The U-Nets of Karras et al. 2022 (EDM): two variants of SongUNet, and DhariwalUNet. */
public enum Architecture {
    DDPMPP,
    NCSNPP,
    ADM
}
