/**
 * The client of a schema registry with Confluent's HTTP API: Confluent's own, Karapace, or Apicurio's {@code /apis/ccompat/v7}. Nobody
 * above this room knows what it asks.
 */
package io.straightway.registry;
