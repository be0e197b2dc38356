/**
 * Takes units from the queue and runs them: one loop per device, leases and heartbeats, one runner per kind of unit. Computing happens on
 * the device's own thread; uploads overlap with the next unit.
 */
package io.straightway.worker;
