/**
 * From finished pictures to a delivery that adds up: shards of PNGs, one manifest line per picture, one manifest per job with a digest
 * over all of them.
 */
package io.straightway.generate;
