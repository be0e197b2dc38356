/** What lies under deploy/: whether it says what the program understands. */
package io.straightway.deploy;
