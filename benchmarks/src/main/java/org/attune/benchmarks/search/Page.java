package org.attune.benchmarks.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text with tables whose columns line up, so that it reads well in a terminal and as Markdown. */
final class Page {

    private final StringBuilder text = new StringBuilder();

    /** The title, which comes first. */
    Page title(String words) {
        text.append("# ").append(words).append("\n\n");
        return this;
    }

    /** A heading. */
    Page heading(String words) {
        text.append("## ").append(words).append("\n\n");
        return this;
    }

    /** A paragraph. */
    Page paragraph(String words) {
        text.append(words).append("\n\n");
        return this;
    }

    /** A table: names to the left, all else to the right. */
    Page table(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], Math.max(3, row.get(i).length()));
            }
        }
        for (int i = 0; i < all.size(); i++) {
            row(all.get(i), widths);
            if (i == 0) {
                rule(widths);
            }
        }
        text.append('\n');
        return this;
    }

    private void row(List<String> cells, int[] widths) {
        for (int i = 0; i < cells.size(); i++) {
            String pad = " ".repeat(widths[i] - cells.get(i).length());
            text.append("| ")
                    .append(i == 0 ? cells.get(i) + pad : pad + cells.get(i))
                    .append(' ');
        }
        text.append("|\n");
    }

    private void rule(int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            text.append("|").append("-".repeat(widths[i] + 1)).append(i == 0 ? "-" : ":");
        }
        text.append("|\n");
    }

    /** A number with digits after the point, or a dash when there is none. */
    static String number(double value, int digits) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : "–";
    }

    /** The same with its sign. */
    static String signed(double value, int digits) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%+." + digits + "f", value) : "–";
    }

    /** A time in milliseconds with two significant digits. */
    static String millis(double seconds) {
        double millis = seconds * 1e3;
        return !Double.isFinite(millis)
                ? "–"
                : number(millis, millis >= 10 ? 0 : millis >= 1 ? 1 : millis >= 0.1 ? 2 : 3);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
