/**
 * Training: the step, the optimizer and its averages, sources of samples, and checkpoints from which a training goes on as if it had
 * never stopped.
 */
package io.straightway.train;
