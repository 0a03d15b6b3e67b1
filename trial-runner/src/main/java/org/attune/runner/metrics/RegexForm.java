package org.attune.runner.metrics;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.attune.runner.worker.RegexMetric;
import org.jspecify.annotations.Nullable;

/**
 * Form E: patterns of the user's own. A pattern can be slow without bound, so all of them together have 50 ms for a
 * line, and one that has overrun that twenty times is not tried again.
 */
final class RegexForm implements LineForm {

    private static final long BUDGET_MILLIS = 50;
    private static final int MAX_OVERRUNS = 20;

    private static final class Rule {
        private final @Nullable String name;
        private final Pattern pattern;
        private final boolean namedName;
        private final boolean namedValue;
        private final boolean namedStep;
        private int overruns;

        Rule(RegexMetric metric) {
            this.name = metric.name();
            this.pattern = Pattern.compile(metric.pattern());
            this.namedName = metric.pattern().contains("(?<name>");
            this.namedValue = metric.pattern().contains("(?<value>");
            this.namedStep = metric.pattern().contains("(?<step>");
            int needed = namedValue ? 0 : name == null && !namedName ? 2 : 1;
            if (pattern.matcher("").groupCount() < needed) {
                throw new PatternSyntaxException("no group for the value", metric.pattern(), -1);
            }
        }
    }

    private final List<Rule> rules = new ArrayList<>();
    private final InstantSource clock;

    /** Compiles the patterns; a wrong one is told in the collector's warnings and left out. */
    RegexForm(List<RegexMetric> metrics, InstantSource clock, PointCollector collector) {
        this.clock = clock;
        for (RegexMetric metric : metrics) {
            try {
                rules.add(new Rule(metric));
            } catch (PatternSyntaxException e) {
                collector.warn("the pattern " + metric.pattern() + " is wrong: " + e.getDescription());
            }
        }
    }

    @Override
    public String label() {
        return "E";
    }

    @Override
    public Reading read(String line, PointCollector collector) {
        Reading reading = new Reading();
        long deadline = clock.millis() + BUDGET_MILLIS;
        for (Rule rule : rules) {
            if (rule.overruns < MAX_OVERRUNS) {
                try {
                    apply(rule, new TimedText(line, clock, deadline), reading, collector);
                } catch (TimedText.OverBudget | StackOverflowError e) {
                    rule.overruns++;
                    collector.warn("the pattern " + rule.pattern + " took too long on a line");
                }
            }
        }
        if (!reading.pairs().isEmpty()) {
            reading.time(ReportedTime.leading(line));
        }
        return reading;
    }

    private static void apply(Rule rule, TimedText line, Reading reading, PointCollector collector) {
        Matcher matcher = rule.pattern.matcher(line);
        for (int i = 0; i < MAX_PAIRS && matcher.find(); i++) {
            int next = 1;
            @Nullable String name = rule.name;
            if (rule.namedName) {
                name = matcher.group("name");
            } else if (name == null) {
                name = matcher.group(next++);
            }
            @Nullable String value = rule.namedValue ? matcher.group("value") : matcher.group(next);
            OptionalDouble number = value == null ? OptionalDouble.empty() : MetricNumber.parse(value.strip());
            if (name == null || name.isEmpty() || value == null || number.isEmpty()) {
                collector.ignore("a pattern matched without a number");
                continue;
            }
            collector.want(name);
            reading.add(name, value.strip());
            @Nullable String step = rule.namedStep ? matcher.group("step") : null;
            if (step != null) {
                MetricNumber.integer(step.strip()).ifPresent(reading::step);
            }
        }
    }
}
