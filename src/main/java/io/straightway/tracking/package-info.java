/** Figures of trainings for a tracking server: a service to people, which a training neither waits for nor fails with. */
package io.straightway.tracking;
