/**
 * The Kafka Streams topology around the life of a job: reads submissions, signals and reports, keeps each job's state, publishes
 * events, status and work. Exactly once, and the only place that knows where a job stands.
 */
package io.straightway.coordinator;
