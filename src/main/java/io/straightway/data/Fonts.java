package io.straightway.data;

import java.awt.AWTError;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.util.Optional;

/** Whether text can be drawn here: Java brings no fonts of its own, and a bare server has none either. */
public final class Fonts {
    /** Found once, since it takes long and Java itself does not look again. */
    private static final Optional<String> MISSING = find();

    private Fonts() {}

    /** Why no text can be drawn on this host, with what to do about it, as a clause without a full stop; empty if it can be drawn. */
    public static Optional<String> missing() {
        return MISSING;
    }

    private static Optional<String> find() {
        // A machine without a screen must not be asked for one.
        System.setProperty("java.awt.headless", "true");
        try {
            new TextLayout("0", new Font(Font.SANS_SERIF, Font.PLAIN, 12), new FontRenderContext(null, true, true)).getBounds();
            return Optional.empty();
        } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
            return Optional.of("text can't be drawn on this host (" + e + "); install fontconfig and a font, such as the packages fontconfig and"
                    + " fonts-dejavu-core, and start again");
        }
    }
}
