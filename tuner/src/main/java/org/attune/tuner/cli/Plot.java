package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Points and a line of steps over one axis, as text or SVG. Values that are not finite are left out. Pure.
 *
 * @param x of each point
 * @param points may be empty
 * @param line may be empty
 */
record Plot(String title, double[] x, double[] points, double[] line) {

    private static final int SVG_WIDTH = 720;
    private static final int SVG_HEIGHT = 400;
    private static final int MARGIN = 56;

    static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).isNumber() ? list.get(i).asDouble() : Double.NaN;
        }
        return numbers;
    }

    boolean isEmpty() {
        return low(line, points) > high(line, points);
    }

    private static double low(double[]... columns) {
        return Arrays.stream(columns)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .min()
                .orElse(1);
    }

    private static double high(double[]... columns) {
        return Arrays.stream(columns)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    /** Lines for a terminal of so many columns; the plot itself is so many lines high. */
    List<String> lines(int width, int height, Style style) {
        double low = low(line, points);
        double high = high(line, points);
        String top = Numbers.of(high);
        String bottom = Numbers.of(low);
        int labels = Math.max(top.length(), bottom.length());
        int columns = Math.max(10, width - labels - 3);
        char[][] grid = new char[height][columns];
        for (char[] row : grid) {
            Arrays.fill(row, ' ');
        }
        draw(grid, line, style.unicode() ? '━' : '-', low, high);
        draw(grid, points, style.unicode() ? '•' : 'o', low, high);
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(title));
        for (int row = 0; row < height; row++) {
            String label = row == 0 ? top : row == height - 1 ? bottom : "";
            lines.add(" ".repeat(labels - label.length())
                    + label
                    + (style.unicode() ? " ┤" : " |")
                    + new String(grid[row]).stripTrailing());
        }
        String left = Numbers.of(low(x));
        String right = Numbers.of(high(x));
        lines.add(" ".repeat(labels + 2)
                + left
                + " ".repeat(Math.max(1, columns - left.length() - right.length()))
                + right);
        return lines;
    }

    private void draw(char[][] grid, double[] values, char mark, double low, double high) {
        double first = low(x);
        double last = high(x);
        for (int i = 0; i < Math.min(values.length, x.length); i++) {
            if (Double.isFinite(values[i]) && Double.isFinite(x[i])) {
                int column = place(x[i], first, last, grid[0].length);
                int row = grid.length - 1 - place(values[i], low, high, grid.length);
                grid[row][column] = mark;
            }
        }
    }

    private static int place(double value, double low, double high, int cells) {
        return high > low ? (int) Math.round((value - low) / (high - low) * (cells - 1)) : 0;
    }

    /** The same as an SVG image, readable on light and dark. */
    String svg() {
        double low = low(line, points);
        double high = high(line, points);
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>%n",
                SVG_WIDTH,
                SVG_HEIGHT,
                MARGIN,
                escaped(title)));
        text(out, MARGIN - 6, MARGIN, "end", Numbers.of(high));
        text(out, MARGIN - 6, SVG_HEIGHT - MARGIN, "end", Numbers.of(low));
        text(out, MARGIN, SVG_HEIGHT - MARGIN + 18, "start", Numbers.of(low(x)));
        text(out, SVG_WIDTH - MARGIN / 2, SVG_HEIGHT - MARGIN + 18, "end", Numbers.of(high(x)));
        out.append(String.format(
                Locale.ROOT,
                "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#888\"/>%n",
                MARGIN,
                MARGIN,
                SVG_HEIGHT - MARGIN,
                SVG_WIDTH - MARGIN / 2));
        for (int i = 0; i < Math.min(points.length, x.length); i++) {
            if (Double.isFinite(points[i])) {
                out.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#2a7f7f\" fill-opacity=\"0.6\"/>%n",
                        across(x[i]),
                        down(points[i], low, high)));
            }
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < Math.min(line.length, x.length); i++) {
            if (Double.isFinite(line[i])) {
                String across = String.format(Locale.ROOT, "%.1f", across(x[i]));
                path.append(path.length() == 0 ? "M" + across : "H" + across)
                        .append(String.format(
                                Locale.ROOT, path.length() == 0 ? " %.1f" : "V%.1f", down(line[i], low, high)));
            }
        }
        if (path.length() > 0) {
            out.append("<path d=\"").append(path).append("\" fill=\"none\" stroke=\"#c2410c\" stroke-width=\"2\"/>\n");
        }
        return out.append("</svg>\n").toString();
    }

    private static void text(StringBuilder out, int x, int y, String anchor, String text) {
        out.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" text-anchor=\"")
                .append(anchor);
        out.append("\" fill=\"#555\">").append(escaped(text)).append("</text>\n");
    }

    private double across(double value) {
        double first = low(x);
        double last = high(x);
        double share = last > first ? (value - first) / (last - first) : 0;
        return MARGIN + share * (SVG_WIDTH - 1.5 * MARGIN);
    }

    private static double down(double value, double low, double high) {
        double share = high > low ? (value - low) / (high - low) : 0.5;
        return SVG_HEIGHT - MARGIN - share * (SVG_HEIGHT - 2.0 * MARGIN);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
