/** One process: starts what its roles name, in the order of their dependencies, and stops it in the opposite order. */
package io.straightway.node;
