/**
 * The domain: what a job asks for, the units it is planned into, and the life of both. Pure: no I/O, no clock, no randomness.
 */
package io.straightway.job;
