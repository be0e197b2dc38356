package io.straightway.drill;

/** Nobody was in the state that a fault is meant for when it struck, or was to strike. Another moment will come. */
final class MomentMissed extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    MomentMissed(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
