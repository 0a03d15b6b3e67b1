package org.attune.tuner.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows and columns as text: aligned for people, or as CSV. Pure. */
final class Table {

    private final List<String> headers = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** A column of text. */
    Table text(String header) {
        headers.add(header);
        right.add(false);
        return this;
    }

    /** A column of numbers, aligned to the right. */
    Table number(String header) {
        headers.add(header);
        right.add(true);
        return this;
    }

    Table row(List<String> cells) {
        if (cells.size() != headers.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + headers.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    int size() {
        return rows.size();
    }

    List<String> headers() {
        return List.copyOf(headers);
    }

    /** Keeps these columns, in this order; fails on a name that is not there. */
    Table only(List<String> names) {
        Table kept = new Table();
        List<Integer> indices = new ArrayList<>();
        for (String name : names) {
            int index = headers.indexOf(name);
            if (index < 0) {
                String near = Names.nearest(name, headers);
                throw new CliFailure(
                        ExitCode.USAGE,
                        "there is no column \"" + name + "\"; there are " + String.join(", ", headers)
                                + (near == null ? "" : "\n  help: did you mean \"" + near + "\"?"));
            }
            indices.add(index);
            kept.headers.add(name);
            kept.right.add(right.get(index));
        }
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int index : indices) {
                cells.add(row.get(index));
            }
            kept.rows.add(cells);
        }
        return kept;
    }

    /** Lines for people; a cell may hold colours, which take no width. Cut to the width when it is above 0. */
    List<String> lines(boolean withHeaders, Style style, int width) {
        int[] widths = new int[headers.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = withHeaders ? headers.get(c).length() : 0;
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], visible(row.get(c)));
            }
        }
        List<String> lines = new ArrayList<>();
        if (withHeaders) {
            lines.add(style.dim(fit(line(headers, widths), width)));
        }
        for (List<String> row : rows) {
            String line = line(row, widths);
            lines.add(line.indexOf('\u001B') >= 0 ? line : fit(line, width));
        }
        return lines;
    }

    /** RFC 4180. */
    List<String> csv(boolean withHeaders) {
        List<String> lines = new ArrayList<>();
        if (withHeaders) {
            lines.add(csvLine(headers));
        }
        for (List<String> row : rows) {
            lines.add(csvLine(row));
        }
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String pad = " ".repeat(widths[c] - visible(cells.get(c)));
            if (c > 0) {
                line.append("  ");
            }
            line.append(right.get(c) ? pad + cells.get(c) : cells.get(c) + pad);
        }
        return line.toString().stripTrailing();
    }

    private static String fit(String line, int width) {
        return width <= 0 || line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }

    private static String csvLine(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.size(); c++) {
            String cell = cells.get(c);
            boolean quoted = cell.indexOf(',') >= 0 || cell.indexOf('"') >= 0 || cell.indexOf('\n') >= 0 || cell.indexOf('\r') >= 0;
            line.append(c == 0 ? "" : ",").append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line.toString();
    }

    private static int visible(String cell) {
        int length = 0;
        boolean escape = false;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c == '\u001B') {
                escape = true;
            } else if (!escape) {
                length++;
            } else if (c == 'm') {
                escape = false;
            }
        }
        return length;
    }
}
