/**
 * Jobs, events and units as records on Kafka topics: the mapping between the domain and Avro, the bytes, the topics, and small clients.
 * The Avro classes are an inner matter of this package; what goes in and out are domain values.
 */
package io.straightway.event;
