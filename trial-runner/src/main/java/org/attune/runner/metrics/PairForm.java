package org.attune.runner.metrics;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forms A ({@code name=value}) and D ({@code name: value}, declared names only). */
final class PairForm implements LineForm {

    private static final String NAME = "(?<![\\w./-])([A-Za-z_][\\w./-]*+)";
    private static final Pattern EQUALS = Pattern.compile(NAME + "\\s*+=\\s*+(" + MetricNumber.NUM + ")(?!\\w|\\.\\w)");
    private static final Pattern COLON =
            Pattern.compile(NAME + "\\s*+:\\s++(" + MetricNumber.NUM + ")(?![\\w:]|\\.\\w)");
    private static final Pattern THOUSANDS = Pattern.compile(",\\d{3}\\b");
    private static final Pattern EMPTY = Pattern.compile(NAME + "\\s*+=\\s*+(?:None\\b|null\\b|[,;]|$)");

    private final boolean declaredOnly;

    PairForm(boolean declaredOnly) {
        this.declaredOnly = declaredOnly;
    }

    @Override
    public String label() {
        return declaredOnly ? "D" : "A";
    }

    @Override
    public Reading read(String line, PointCollector collector) {
        Reading reading = new Reading();
        boolean equals = line.indexOf('=') >= 0;
        boolean colon = line.indexOf(':') >= 0;
        if (declaredOnly ? colon : equals) {
            collect(declaredOnly ? COLON : EQUALS, line, reading, collector);
        }
        if (reading.pairs().isEmpty()) {
            if (!declaredOnly && equals) {
                countEmpty(line, collector);
            }
            return reading;
        }
        // The step may stand on the same line in the other form.
        if (declaredOnly ? equals : colon) {
            stepOnly(declaredOnly ? EQUALS : COLON, line, reading);
        }
        reading.time(ReportedTime.leading(line));
        return reading;
    }

    private void collect(Pattern pattern, String line, Reading reading, PointCollector collector) {
        Matcher matcher = pattern.matcher(line);
        for (int i = 0; i < MAX_PAIRS && matcher.find(); i++) {
            String name = matcher.group(1);
            if (!declaredOnly) {
                Matcher thousands = THOUSANDS.matcher(line).region(matcher.end(), line.length());
                if (thousands.lookingAt()) {
                    collector.warn("a thousands separator, so the value was not read");
                } else {
                    reading.add(name, matcher.group(2));
                }
            } else if (collector.wants(name)) {
                reading.add(name, matcher.group(2));
            } else {
                considerStep(name, matcher.group(2), reading);
            }
        }
    }

    private static void stepOnly(Pattern pattern, String line, Reading reading) {
        Matcher matcher = pattern.matcher(line);
        for (int i = 0; i < MAX_PAIRS && matcher.find(); i++) {
            considerStep(matcher.group(1), matcher.group(2), reading);
        }
    }

    private static void considerStep(String name, String text, Reading reading) {
        MetricNumber.parse(text).ifPresent(value -> reading.considerStep(name, text, value));
    }

    private static void countEmpty(String line, PointCollector collector) {
        Matcher matcher = EMPTY.matcher(line);
        for (int i = 0; i < MAX_PAIRS && matcher.find(); i++) {
            if (collector.knows(matcher.group(1))) {
                collector.ignore("a declared name without a number");
            }
        }
    }
}
