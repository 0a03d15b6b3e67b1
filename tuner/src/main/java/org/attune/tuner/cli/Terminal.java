package org.attune.tuner.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command reads and writes: data goes to {@code out}, everything for people (progress, hints, errors) to
 * {@code err}. Knows whether a person watches, which colours may be used, and which symbols the locale can show.
 */
public final class Terminal {

    private static final int WIDTH_DEFAULT = 100;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final boolean outIsTty;
    private final boolean errIsTty;
    private final int width;
    private String colour = "auto";

    /**
     * @param outIsTty whether a person sees standard output
     * @param errIsTty whether a person sees standard error
     * @param width columns of the terminal; 0 when it is not known
     */
    public Terminal(
            InputStream in,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            boolean outIsTty,
            boolean errIsTty,
            int width) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.outIsTty = outIsTty;
        this.errIsTty = errIsTty;
        this.width = width > 20 ? width : WIDTH_DEFAULT;
    }

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** A variable of the environment; empty when it is not set. */
    String env(String name) {
        return environment.getOrDefault(name, "");
    }

    Map<String, String> environment() {
        return environment;
    }

    boolean outIsTty() {
        return outIsTty;
    }

    boolean errIsTty() {
        return errIsTty;
    }

    /** Whether a line on standard error may rewrite itself. */
    boolean rewrites() {
        return errIsTty && !env("TERM").equals("dumb");
    }

    int width() {
        return width;
    }

    /** {@code auto}, {@code always} or {@code never}. */
    void useColour(String when) {
        this.colour = when;
    }

    /** The style of what goes to standard output. */
    Style outStyle() {
        return new Style(coloured(outIsTty), unicode());
    }

    /** The style of what goes to standard error. */
    Style errStyle() {
        return new Style(coloured(errIsTty), unicode());
    }

    private boolean coloured(boolean tty) {
        if (colour.equals("always") || colour.equals("never")) {
            return colour.equals("always");
        }
        return env("NO_COLOR").isEmpty() && !env("TERM").equals("dumb") && tty;
    }

    private boolean unicode() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = env(name);
            if (!value.isEmpty()) {
                String upper = value.toUpperCase(java.util.Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return false;
    }
}
