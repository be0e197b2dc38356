/** Typed configuration. Every key has a default that runs everything in one process on loopback. */
package io.straightway.config;
