/**
 * What an ablation found: from single distances to a table, to verdicts, to pictures and words. Pure but for the drawing of pictures; it
 * neither measures nor stores.
 */
package io.straightway.ablation;
