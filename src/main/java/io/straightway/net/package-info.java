/**
 * Network architectures and their preconditioning as programs, their weights, and the safetensors format. A {@link
 * io.straightway.net.Blueprint} gives program text and parameter list from one description.
 */
package io.straightway.net;
