/**
 * Pictures and pairs: image sets in EDM's ZIP format and what can be turned into it (folders, IDX, CIFAR-10, emoji art), PNG, and
 * the pairs that straightening trains on. Files come from outside and are read within bounds; a {@link io.straightway.data.DataException}
 * names file, entry and reason.
 */
package io.straightway.data;
