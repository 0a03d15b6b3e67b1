package org.attune.tuner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows and columns as text: aligned for people, or as CSV with exact values. Pure. */
final class Table {

    /**
     * A column.
     *
     * @param name for programs and {@code --columns}
     * @param title above the column
     * @param right aligned to the right, as numbers are
     */
    private record Column(String name, String title, boolean right) {

        boolean answersTo(String word) {
            String wanted = word.toLowerCase(Locale.ROOT);
            return name.toLowerCase(Locale.ROOT).equals(wanted)
                    || title.toLowerCase(Locale.ROOT).equals(wanted);
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    /** A column of text. */
    Table text(String name, String title) {
        columns.add(new Column(name, title, false));
        return this;
    }

    /** A column of numbers, aligned to the right. */
    Table number(String name, String title) {
        columns.add(new Column(name, title, true));
        return this;
    }

    Table row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Keeps these columns, in this order, by name or title whatever the case; fails on one that is not there. */
    Table only(List<String> wanted) {
        Table kept = new Table();
        List<Integer> indices = new ArrayList<>();
        for (String word : wanted) {
            int index = index(word.strip());
            indices.add(index);
            kept.columns.add(columns.get(index));
        }
        for (List<Cell> row : rows) {
            List<Cell> cells = new ArrayList<>();
            for (int index : indices) {
                cells.add(row.get(index));
            }
            kept.rows.add(cells);
        }
        return kept;
    }

    private int index(String word) {
        List<String> names = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).answersTo(word)) {
                return c;
            }
            names.add(columns.get(c).name());
        }
        throw new CliFailure(
                ExitCode.USAGE,
                "there is no column \"" + word + "\"; there are " + String.join(", ", names)
                        + Names.didYouMean(word, names));
    }

    /** Lines for people, none where there is no row; cut to the width when it is above 0. */
    List<String> lines(boolean withTitles, Style style, int width) {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = withTitles ? columns.get(c).title().length() : 0;
            for (List<Cell> row : rows) {
                widths[c] = Math.max(widths[c], Columns.width(row.get(c).shown()));
            }
        }
        List<String> lines = new ArrayList<>();
        if (withTitles && !rows.isEmpty()) {
            List<Cell> titles = new ArrayList<>();
            columns.forEach(column -> titles.add(Cell.of(column.title())));
            lines.add(style.dim(Columns.cut(line(titles, widths), width, style)));
        }
        for (List<Cell> row : rows) {
            lines.add(Columns.cut(line(row, widths), width, style));
        }
        return lines;
    }

    /** RFC 4180, with exact values. */
    List<String> csv(boolean withNames) {
        List<String> lines = new ArrayList<>();
        if (withNames) {
            List<String> names = new ArrayList<>();
            columns.forEach(column -> names.add(column.name()));
            lines.add(csvLine(names));
        }
        for (List<Cell> row : rows) {
            List<String> values = new ArrayList<>();
            row.forEach(cell -> values.add(cell.exact()));
            lines.add(csvLine(values));
        }
        return lines;
    }

    private String line(List<Cell> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String shown = cells.get(c).shown();
            String pad = " ".repeat(widths[c] - Columns.width(shown));
            if (c > 0) {
                line.append("  ");
            }
            line.append(columns.get(c).right() ? pad : shown)
                    .append(columns.get(c).right() ? shown : pad);
        }
        return line.toString().stripTrailing();
    }

    private static String csvLine(List<String> values) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < values.size(); c++) {
            String value = values.get(c);
            boolean quoted = false;
            for (int i = 0; i < value.length() && !quoted; i++) {
                quoted = ",\"\n\r".indexOf(value.charAt(i)) >= 0;
            }
            line.append(c == 0 ? "" : ",").append(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
        return line.toString();
    }
}
