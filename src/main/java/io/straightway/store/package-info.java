/**
 * Object storage over S3: where objects lie ({@link io.straightway.store.Keys}), how they are written and read
 * ({@link io.straightway.store.ObjectStore}), and how a reader knows that it got what a writer wrote
 * ({@link io.straightway.store.ObjectRef}). The MinIO client never leaves this package.
 */
package io.straightway.store;
