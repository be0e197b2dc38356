/**
 * The mathematics of rectified flows: noise, time laws, losses, time grids, solvers, and the sampler that runs them. Data is at t = 0,
 * noise at t = 1, x_t = (1 − t)·x0 + t·x1, and the velocity is (x − D(x,t))/t.
 */
package io.straightway.flow;
