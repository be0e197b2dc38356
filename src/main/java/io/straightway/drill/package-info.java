/**
 * Proofs that need no engine: drills with faults, the speed of the control plane, and soaks. A stand-in sleeps instead of computing; it
 * knows no model but its own, and nothing outside this room can start it.
 */
package io.straightway.drill;
