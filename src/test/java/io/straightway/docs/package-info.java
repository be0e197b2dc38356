/** Keeps the documentation true: links, examples, settings and commands are checked, and commands are run where that can be. */
package io.straightway.docs;
