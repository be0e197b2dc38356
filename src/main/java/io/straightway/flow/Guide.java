package io.straightway.flow;

import io.straightway.net.Weights;
import io.straightway.recipe.Network;

/**
 * The model that guidance steers away from: a weaker one, or one without classes.
 *
 * @param network its shape, which may differ from that of the model it guides
 * @param weights its weights
 */
public record Guide(Network network, Weights weights) {}
