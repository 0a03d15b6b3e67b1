package org.attune.tuner.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as a person types them: {@code 512MiB}, {@code 16GiB}, {@code 4GB}. */
final class Sizes {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)");

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Sizes() {}

    /** {@code 1.4 GiB}: bytes as a person reads them. */
    static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 10 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** Bytes. */
    static long parse(String option, String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            throw new CliFailure(
                    ExitCode.USAGE, option + " " + text + " is not a size; write for example 512MiB or 16GiB");
        }
        long bytes = Long.parseLong(match.group(1));
        String unit = match.group(2);
        long base = unit.contains("i") ? 1024 : 1000;
        for (int steps = "BKMGT".indexOf(Character.toUpperCase(unit.charAt(0))); steps > 0; steps--) {
            bytes = Math.multiplyExact(bytes, base);
        }
        return bytes;
    }
}
