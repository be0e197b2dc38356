package io.straightway.cli;

import io.straightway.metric.FrechetInfinity;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** The sanity suite as a picture: for each data set a row with the faults' distances, and the floor against 1/n. */
final class SanityPlot {
    private static final int WIDTH = 1300;
    private static final int ROW = 400;
    private static final Color INK = new Color(0x22, 0x2a, 0x35);
    private static final Color FAINT = new Color(0xd8, 0xdd, 0xe4);
    private static final Color BAR = new Color(0x3b, 0x6e, 0xa8);
    private static final Color FLOOR = new Color(0x8a, 0x99, 0xab);
    private static final Color LINE = new Color(0xc8, 0x55, 0x3d);

    private final Graphics2D graphics;

    private SanityPlot(Graphics2D graphics) {
        this.graphics = graphics;
    }

    static byte[] png(List<SanityBench.Outcome> outcomes) {
        System.setProperty("java.awt.headless", "true");
        BufferedImage image = new BufferedImage(WIDTH, ROW * outcomes.size() + 10, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        SanityPlot plot = new SanityPlot(graphics);
        for (int i = 0; i < outcomes.size(); i++) {
            plot.faults(outcomes.get(i), i * ROW);
            plot.bias(outcomes.get(i), i * ROW);
        }
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Horizontal bars on a logarithmic scale, in multiples of the floor. */
    private void faults(SanityBench.Outcome outcome, int top) {
        int left = 190;
        int right = 700;
        int base = top + 350;
        text(outcome.set() + ", fd-" + outcome.extractor() + ": multiples of the floor (" + number(outcome.floor()) + ")", 20, top + 36, 17, Font.BOLD);
        double most = outcome.faults().stream().mapToDouble(SanityBench.Fault::ratio).max().orElseThrow();
        double least = Math.min(0.5, outcome.faults().stream().mapToDouble(SanityBench.Fault::ratio).min().orElseThrow());
        double scale = (right - left) / Math.log(1.25 * most / least);
        for (double tick : new double[] {0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
            if (tick >= least && tick <= 1.25 * most) {
                int x = left + (int) (scale * Math.log(tick / least));
                graphics.setColor(FAINT);
                graphics.drawLine(x, top + 60, x, base);
                centred(tick == 0.5 ? "0.5" : Integer.toString((int) tick), x, base + 20);
            }
        }
        int step = (base - top - 70) / outcome.faults().size();
        for (int i = 0; i < outcome.faults().size(); i++) {
            SanityBench.Fault fault = outcome.faults().get(i);
            int y = top + 66 + i * step;
            int length = (int) (scale * Math.log(fault.ratio() / least));
            graphics.setColor(i == 0 ? FLOOR : BAR);
            graphics.fillRect(left, y, length, step - 12);
            rightAligned(fault.name(), left - 10, y + step / 2);
            text(number(fault.ratio()), left + length + 6, y + step / 2, 14, Font.PLAIN);
        }
    }

    private void bias(SanityBench.Outcome outcome, int top) {
        int left = 850;
        int right = 1260;
        int base = top + 350;
        int head = top + 60;
        FrechetInfinity bias = outcome.bias();
        text("Real against real: distance over 1/n", 790, top + 36, 17, Font.BOLD);
        double widest = 1.05 * bias.points().stream().mapToDouble(point -> 1.0 / point.images()).max().orElseThrow();
        double highest = 1.1 * bias.points().stream().mapToDouble(FrechetInfinity.Point::distance).max().orElseThrow();
        double lowest = Math.min(0, bias.value());
        for (int i = 0; i <= 4; i++) {
            double value = lowest + (highest - lowest) * i / 4;
            int y = base - (base - head) * i / 4;
            graphics.setColor(FAINT);
            graphics.drawLine(left, y, right, y);
            rightAligned(number(value), left - 8, y + 5);
        }
        int free = left;
        for (FrechetInfinity.Point point : bias.points().reversed()) {
            int x = left + (int) ((right - left) / widest / point.images());
            if (x >= free) {
                graphics.setColor(FAINT);
                graphics.drawLine(x, head, x, base);
                centred("1/" + point.images(), x, base + 20);
                free = x + 60;
            }
        }
        graphics.setColor(LINE);
        graphics.setStroke(new BasicStroke(2));
        graphics.drawLine(left, y(bias.value(), lowest, highest, base, head), right, y(bias.value() + bias.slope() * widest, lowest, highest, base, head));
        graphics.setStroke(new BasicStroke(1));
        graphics.setColor(BAR);
        for (FrechetInfinity.Point point : bias.points()) {
            graphics.fillOval(left + (int) ((right - left) / widest / point.images()) - 4, y(point.distance(), lowest, highest, base, head) - 4, 9, 9);
        }
        text("line at 1/n = 0: " + number(bias.value()), left + 14, head + 18, 14, Font.PLAIN);
    }

    private static int y(double value, double lowest, double highest, int base, int head) {
        return base - (int) Math.round((value - lowest) / (highest - lowest) * (base - head));
    }

    private void text(String text, int x, int y, int size, int style) {
        graphics.setColor(INK);
        graphics.setFont(new Font(Font.SANS_SERIF, style, size));
        graphics.drawString(text, x, y);
    }

    private void centred(String text, int x, int y) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        text(text, x - graphics.getFontMetrics().stringWidth(text) / 2, y, 13, Font.PLAIN);
    }

    private void rightAligned(String text, int x, int y) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        text(text, x - graphics.getFontMetrics().stringWidth(text), y, 14, Font.PLAIN);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.0f" : Math.abs(value) >= 1 ? "%.1f" : Math.abs(value) >= 0.1 ? "%.2f" : "%.3f", value);
    }
}
