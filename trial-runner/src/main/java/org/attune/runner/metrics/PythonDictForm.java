package org.attune.runner.metrics;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Form C: a Python dictionary as {@code print} shows it, such as the logs of the Hugging Face trainer. */
final class PythonDictForm implements LineForm {

    private static final Pattern PAIR =
            Pattern.compile("['\"]([^'\"]++)['\"]\\s*+:\\s*+['\"]?(" + MetricNumber.NUM + ")['\"]?(?=\\s*+[,}])");

    @Override
    public String label() {
        return "C";
    }

    @Override
    public Reading read(String line, PointCollector collector) {
        Reading reading = new Reading();
        if (!line.stripLeading().startsWith("{'")) {
            return reading;
        }
        Matcher matcher = PAIR.matcher(line);
        for (int i = 0; i < MAX_PAIRS && matcher.find(); i++) {
            if (ReportedTime.NAMES.contains(matcher.group(1))) {
                reading.time(ReportedTime.of(matcher.group(2)));
            }
            reading.add(matcher.group(1), matcher.group(2));
        }
        return reading;
    }
}
