package io.straightway.ablation;

import io.straightway.recipe.AblationRow;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The ladder's rows as pictures, with their intervals. Single improvements stand in the table: twenty lines make no picture. */
public final class ReportPlots {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 640;
    private static final List<Color> COLOURS =
            List.of(new Color(0x8a, 0x99, 0xab), new Color(0x3b, 0x6e, 0xa8), new Color(0xd9, 0x8e, 0x32), new Color(0xc8, 0x55, 0x3d));
    private static final Color TEACHER = new Color(0x22, 0x2a, 0x35);

    /** From this ratio of the largest distance to the smallest on, a linear axis would press all but one line together. */
    private static final double WIDE = 8;

    private ReportPlots() {}

    /** A point with its interval, if there is one. */
    private record Dot(double x, Estimate distance) {}

    /** Distance over network evaluations per image. */
    public static byte[] overNfe(AblationReport report) {
        XYChart chart = chart(report.distance() + " on " + report.dataset() + " over network evaluations", "network evaluations per image", report.distance());
        rows().forEach(row -> draw(chart, row.name(), colour(row), report.table().stream().filter(line -> line.row().equals(row.name()))
                .map(line -> new Dot(line.sampleEvaluations(), line.distance())).toList()));
        draw(chart, "teacher", TEACHER, report.teacherRows().stream().map(line -> new Dot(line.nfe(), line.distance())).toList());
        return png(spread(chart));
    }

    /** Distance over training images, at the main number of evaluations. */
    public static byte[] overKimg(AblationReport report) {
        XYChart chart = chart(report.distance() + " on " + report.dataset() + " at " + report.mainNfe() + " evaluations over training", "training images in thousands (kimg)",
                report.distance());
        rows().forEach(row -> draw(chart, row.name(), colour(row), report.curve().stream().filter(point -> point.row().equals(row.name()))
                .map(point -> new Dot(point.images() / 1000.0, point.distance())).toList()));
        report.teacherRows().stream().max(Comparator.comparing(AblationReport.TeacherLine::nfe)).ifPresent(line -> {
            double end = report.trainingImages() / 1000.0;
            XYSeries level = chart.addSeries("teacher at " + line.nfe(), new double[] {0, end}, new double[] {line.distance().mean(), line.distance().mean()});
            level.setMarker(SeriesMarkers.NONE);
            level.setLineColor(TEACHER);
            level.setLineStyle(new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 6}, 0));
        });
        return png(spread(chart));
    }

    /** Makes the axis of distances logarithmic where they lie far apart, and says so on it. */
    static XYChart spread(XYChart chart) {
        DoubleSummaryStatistics distances = chart.getSeriesMap().values().stream().flatMapToDouble(series -> Arrays.stream(series.getYData())).summaryStatistics();
        if (distances.getCount() > 0 && distances.getMin() > 0 && distances.getMax() / distances.getMin() >= WIDE) {
            double floor = distances.getMin() / 2;
            chart.getSeriesMap().values().forEach(series -> {
                double[] means = series.getYData();
                double[] reach = series.getExtraValues();
                for (int i = 0; reach != null && i < reach.length; i++) {
                    reach[i] = Math.min(reach[i], means[i] - floor); // a logarithm has no room for an interval that reaches zero
                }
            });
            chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(floor);
            chart.setYAxisTitle(chart.getYAxisTitle() + " (logarithmic)");
        }
        return chart;
    }

    private static List<AblationRow> rows() {
        return AblationRow.Kind.LADDER.rows();
    }

    private static Color colour(AblationRow row) {
        return COLOURS.get(rows().indexOf(row));
    }

    private static XYChart chart(String title, String x, String y) {
        // Charts are drawn into memory; a machine without a screen must not be asked for one.
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(x).yAxisTitle(y).build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0).setMarkerSize(8);
        return chart;
    }

    private static void draw(XYChart chart, String name, Color colour, List<Dot> dots) {
        if (dots.isEmpty()) {
            return;
        }
        List<Dot> sorted = dots.stream().sorted(Comparator.comparing(Dot::x)).toList();
        double[] reach = values(sorted, dot -> dot.distance().interval().map(bounds -> (bounds.upper() - bounds.lower()) / 2).orElse(0.0));
        XYSeries series = chart.addSeries(name, values(sorted, Dot::x), values(sorted, dot -> dot.distance().mean()), reach);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(colour);
        series.setLineColor(colour);
        series.setLineStyle(new BasicStroke(2));
    }

    private static double[] values(List<Dot> dots, ToDoubleFunction<Dot> value) {
        return dots.stream().mapToDouble(value).toArray();
    }

    private static byte[] png(XYChart chart) {
        if (chart.getSeriesMap().isEmpty()) {
            // The library wants at least one line; the others of this report failed.
            chart.addSeries("nothing was measured", new double[] {0}, new double[] {0});
        }
        try {
            return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("drawing into memory failed", e);
        }
    }
}
