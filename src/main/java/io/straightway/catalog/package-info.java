/** What exists in the object store: data sets and models, each with a card that says what it is. */
package io.straightway.catalog;
