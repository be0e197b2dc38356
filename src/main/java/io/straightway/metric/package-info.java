/**
 * How far apart two sets of pictures are: features from a {@link io.straightway.metric.FeatureExtractor}, their
 * {@link io.straightway.metric.Moments}, which workers compute shard by shard and the coordinator merges, and the Fréchet distance
 * to a {@link io.straightway.metric.FrechetReference}.
 */
package io.straightway.metric;
