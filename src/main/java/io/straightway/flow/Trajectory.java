package io.straightway.flow;

/**
 * The path of one image through the flow, seen at falling times from 1 to 0. The arrays are not copied.
 *
 * @param points (N+1, values) where it is at each time
 * @param velocities (N, values) dx/dt at each time but the last
 */
public record Trajectory(float[][] points, float[][] velocities) {}
