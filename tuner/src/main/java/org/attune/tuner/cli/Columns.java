package org.attune.tuner.cli;

/** Text that may hold colours, measured and cut by the columns it takes on a terminal. Pure. */
final class Columns {

    private static final char ESCAPE = '\u001B';

    private Columns() {}

    /** Columns that the text takes: its characters without colour sequences. O(length). */
    static int width(String text) {
        int width = 0;
        boolean escape = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escape) {
                escape = c != 'm';
            } else if (c == ESCAPE) {
                escape = true;
            } else if (!Character.isLowSurrogate(c)) {
                width++;
            }
        }
        return width;
    }

    /** The text itself when it fits, otherwise its beginning and a mark; every colour that it opens is closed. */
    static String cut(String text, int columns, Style style) {
        if (columns <= 0 || width(text) <= columns) {
            return text;
        }
        String mark = style.unicode() ? "…" : "~";
        StringBuilder kept = new StringBuilder();
        int width = 0;
        boolean coloured = false;
        for (int i = 0; i < text.length() && width < columns - 1; i++) {
            char c = text.charAt(i);
            if (c == ESCAPE) {
                int end = text.indexOf('m', i);
                if (end < 0) {
                    break;
                }
                kept.append(text, i, end + 1);
                coloured = true;
                i = end;
            } else {
                kept.append(c);
                if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                    kept.append(text.charAt(++i));
                }
                width++;
            }
        }
        return kept.append(mark).append(coloured ? "\u001B[0m" : "").toString();
    }

    /** The text with control characters as spaces, so that what a trial printed cannot steer the terminal. */
    static String clean(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                if (clean == null) {
                    clean = new StringBuilder(text);
                }
                clean.setCharAt(i, ' ');
            }
        }
        return clean == null ? text : clean.toString();
    }
}
