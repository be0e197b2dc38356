package io.straightway.train;

/**
 * @param step number of the step, from 0
 * @param images images seen after it
 * @param loss mean error of the samples before weighting
 * @param gradientNorm global norm before clipping
 * @param learningRate used
 */
public record StepResult(long step, long images, double loss, double gradientNorm, double learningRate) {}
