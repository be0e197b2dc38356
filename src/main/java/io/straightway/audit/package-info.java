/**
 * Does the guarantee hold? Replays the topics into a {@link io.straightway.audit.Ledger}, follows every reference from a job's terminal event to
 * the last image in the bucket, and reports {@link io.straightway.audit.Finding}s. Writes nothing. Only {@link io.straightway.audit.LedgerReader}
 * knows Kafka.
 */
package io.straightway.audit;
