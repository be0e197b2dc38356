package io.straightway.worker;

/**
 * How much trainings show of themselves.
 *
 * @param images of each preview; 0 for no previews
 * @param share of a training's work, and of its time, that previews may take
 */
public record PreviewRule(int images, double share) {
    public static final PreviewRule NONE = new PreviewRule(0, 0);

    private static final int MOST = 256;

    public PreviewRule {
        if (images < 0 || images > MOST) {
            throw new IllegalArgumentException("straightway.worker.preview-images is " + images + ", allowed: 0 to " + MOST);
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("straightway.worker.preview-share is " + share + ", allowed: 0 to 1");
        }
    }

    /**
     * Whether another preview keeps within the share. The first ones are judged by the work that they will be; what comes on top, such as
     * to load the sampler, is made up for by later ones.
     *
     * @param trained network evaluations of the training since it began or went on
     * @param drawn network evaluations of the previews since then, with the one in question
     * @param running time since then, in any unit
     * @param drawing time that previews took since then, in the same unit
     */
    boolean allows(long trained, long drawn, long running, long drawing) {
        return images > 0 && drawn <= share * trained && drawing <= share * running;
    }
}
