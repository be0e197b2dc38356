/** Whose certificates a client of ours believes. */
package io.straightway.tls;
