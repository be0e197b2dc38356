/** JSON of our own records: one mapper, used for job state, manifests, model cards and the web. Knows no other room. */
package io.straightway.json;
