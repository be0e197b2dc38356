package io.straightway.flow;

/** An adaptive solver did not reach the end within its evaluations; its end point would be wrong, and is not given. */
public final class NotConverged extends RuntimeException {
    NotConverged(int budget, double left) {
        super("rk45 spent its " + budget + " evaluations with " + left + " of the flow time left; allow more of them or a larger tolerance");
    }
}
