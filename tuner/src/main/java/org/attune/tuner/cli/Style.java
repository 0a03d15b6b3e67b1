package org.attune.tuner.cli;

import java.util.Locale;

/**
 * Colours and symbols of one stream: gold for the best, teal for what to type next, dim for context, red for failure
 * alone.
 *
 * @param colour whether escape sequences are written
 * @param unicode whether symbols beyond ASCII can be shown
 */
record Style(boolean colour, boolean unicode) {

    static final Style PLAIN = new Style(false, false);

    String gold(String text) {
        return wrap("33", text);
    }

    String teal(String text) {
        return wrap("36", text);
    }

    String dim(String text) {
        return wrap("2", text);
    }

    String red(String text) {
        return wrap("31", text);
    }

    String bold(String text) {
        return wrap("1", text);
    }

    String tick() {
        return unicode ? "✔" : "ok";
    }

    String running() {
        return unicode ? "◐" : "run ";
    }

    String queued() {
        return unicode ? "○" : "wait ";
    }

    String pruned() {
        return unicode ? "◇" : "cut ";
    }

    String failed() {
        return unicode ? "×" : "fail ";
    }

    String about() {
        return unicode ? "≈ " : "about ";
    }

    /** Symbol and word of a state, as the API names it. */
    String state(String state) {
        return switch (state) {
            case "SUCCEEDED" -> symbol("●", "succeeded");
            case "PRUNED" -> symbol("◇", "stopped early");
            case "FAILED", "LOST" -> red(symbol("×", state.toLowerCase(Locale.ROOT)));
            case "INFEASIBLE" -> symbol("×", "infeasible");
            case "CANCELLED" -> symbol("–", "cancelled");
            case "ACTIVE", "RUNNING" -> symbol("◐", "running");
            case "UP", "HELD" -> symbol("●", state.toLowerCase(Locale.ROOT));
            case "SILENT" -> red(symbol("×", "silent"));
            case "DRAINING" -> symbol("◐", "draining");
            case "STOPPING", "ENDING" -> symbol("◐", "stopping");
            default -> symbol("○", state.toLowerCase(Locale.ROOT));
        };
    }

    /** A bar of a width, filled by a share in [0, 1]. */
    String bar(double share, int width) {
        int eighths = (int) Math.round(Math.max(0, Math.min(1, share)) * width * 8);
        StringBuilder bar = new StringBuilder(width);
        if (!unicode) {
            int full = eighths / 8;
            return bar.append('[')
                    .append("#".repeat(full))
                    .append(".".repeat(width - full))
                    .append(']')
                    .toString();
        }
        bar.append("█".repeat(eighths / 8));
        if (eighths % 8 > 0) {
            bar.append("▏▎▍▌▋▊▉".charAt(eighths % 8 - 1));
        }
        bar.append("░".repeat(width - bar.length()));
        return bar.toString();
    }

    private String symbol(String symbol, String word) {
        return unicode ? symbol + " " + word : word;
    }

    private String wrap(String code, String text) {
        return colour ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }
}
