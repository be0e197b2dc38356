/** The command line. Talks to Kafka and the object store like any other client. */
package io.straightway.cli;
