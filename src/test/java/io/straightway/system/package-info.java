/** Tests of the whole: broker, store, coordinator and worker run for real, on a data set and networks that are tiny. */
package io.straightway.system;
