package io.straightway.worker;

import io.straightway.data.Picture;

/**
 * How much two pictures of one image differ. A pixel is as far off as its worst channel.
 *
 * @param pixels compared
 * @param differing of them
 * @param far of them, by more than one level of 255
 * @param most levels between two pixels
 */
public record Likeness(long pixels, long differing, long far, int most) {

    public enum Verdict {
        /** Bit for bit: what the contract promises on the same kind of device, precision and batch. */
        IDENTICAL,
        /** At most one level apart on more than 99.9 % of the pixels: what it promises elsewhere. */
        WITHIN_CONTRACT,
        DIFFERENT
    }

    static Likeness of(Picture one, Picture other) {
        if (one.channels() != other.channels() || one.height() != other.height() || one.width() != other.width()) {
            long pixels = (long) one.height() * one.width();
            return new Likeness(pixels, pixels, pixels, 255);
        }
        int plane = one.height() * one.width();
        long differing = 0;
        long far = 0;
        int most = 0;
        for (int i = 0; i < plane; i++) {
            int worst = 0;
            for (int c = 0; c < one.channels(); c++) {
                worst = Math.max(worst, Math.abs((one.pixels()[c * plane + i] & 0xff) - (other.pixels()[c * plane + i] & 0xff)));
            }
            differing += worst > 0 ? 1 : 0;
            far += worst > 1 ? 1 : 0;
            most = Math.max(most, worst);
        }
        return new Likeness(plane, differing, far, most);
    }

    public Verdict verdict() {
        return differing == 0 ? Verdict.IDENTICAL : far * 1_000 < pixels ? Verdict.WITHIN_CONTRACT : Verdict.DIFFERENT;
    }

    @Override
    public String toString() {
        return differing == 0 ? "every pixel is the same" : differing + " of " + pixels + " pixels differ, " + far + " by more than one level, the worst by " + most;
    }
}
