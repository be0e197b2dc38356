/**
 * The options of the method as plain values: network, solver, grid, time law, weight, loss map, optimiser. Each alternative is a
 * record of a sealed type and checks itself; what they mean numerically is written in {@code flow}, {@code net} and {@code train}.
 * Pure, and at the bottom of the rooms, so that the domain can validate with the same words that the mathematics obeys.
 */
package io.straightway.recipe;
