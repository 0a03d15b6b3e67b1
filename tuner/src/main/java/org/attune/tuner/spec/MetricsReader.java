package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.attune.tuner.spec.MetricsSpec.MetricPattern;
import org.attune.tuner.spec.MetricsSpec.Ranks;
import org.attune.tuner.spec.MetricsSpec.Reduce;
import org.jspecify.annotations.Nullable;

/** Reads which metrics are collected. */
final class MetricsReader {

    private static final int MAX_PATTERNS = 100;
    private static final int MAX_PATTERN = 1000;

    private final Problems problems;

    MetricsReader(Problems problems) {
        this.problems = problems;
    }

    MetricsSpec read(Section study) {
        Section s = study.has("metrics") ? study.section("metrics", Shape.METRICS) : null;
        if (s == null) {
            return MetricsSpec.DEFAULT;
        }
        boolean all = s.node("collect") instanceof SpecNode.Scalar scalar
                && scalar.text().equals("all");
        Boolean mlflow = s.bool("mlflow");
        Ranks ranks = s.choice("ranks", Ranks.class, Ranks.FIRST);
        if (s.node("reduce") != null && ranks == Ranks.FIRST) {
            s.problem(SpecCode.CONFLICT, "reduce", "reduce has no effect with ranks: first")
                    .expected("ranks: all")
                    .add();
        }
        return new MetricsSpec(
                all,
                all ? List.of() : ObjectiveReader.metrics(s, "collect", true),
                patterns(s),
                tensorboard(s),
                mlflow != null && mlflow,
                ranks,
                s.choice("reduce", Reduce.class, Reduce.MEAN));
    }

    private static Optional<String> tensorboard(Section s) {
        Section t = s.has("tensorboard") ? s.section("tensorboard", Shape.TENSORBOARD) : null;
        if (t == null || !t.require("dir", "a folder of event files")) {
            return Optional.empty();
        }
        return Optional.ofNullable(t.name("dir", 4096));
    }

    private List<MetricPattern> patterns(Section s) {
        List<MetricPattern> out = new ArrayList<>();
        List<SpecNode> items = s.items("regex", MAX_PATTERNS);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer("regex"), Integer.toString(i));
            if (items.get(i) instanceof SpecNode.Mapping mapping) {
                MetricPattern pattern = pattern(new Section(mapping, pointer, Shape.METRIC_PATTERN.keys(), problems));
                if (pattern != null) {
                    out.add(pattern);
                }
            } else if (!(items.get(i) instanceof SpecNode.Broken)) {
                Scalars.wrongType(
                                problems,
                                pointer,
                                items.get(i),
                                "a mapping such as {name: loss, pattern: \"loss is (?<value>[-+0-9.e]+)\"}")
                        .add();
            }
        }
        return out;
    }

    private static @Nullable MetricPattern pattern(Section s) {
        s.require("pattern", "a regular expression with the group (?<value>…)");
        String name = s.name("name", 1000);
        String text = s.name("pattern", MAX_PATTERN);
        if (name != null && !Names.METRIC.matcher(name).matches()) {
            s.problem(SpecCode.BAD_NAME, "name", "\"" + SpecNode.shorten(name) + "\" is not the name of a metric")
                    .expected("letters, digits, _ . - /")
                    .add();
        }
        if (text == null) {
            return null;
        }
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            int at = Math.max(0, Math.min(e.getIndex(), text.length()));
            Place place = s.node("pattern") instanceof SpecNode.Scalar scalar
                    ? scalar.part(at, at + 1)
                    : s.placeOf("pattern");
            s.problems()
                    .at(
                            SpecCode.PATTERN,
                            s.pointer("pattern"),
                            place,
                            "not a regular expression: " + e.getDescription().replaceAll("\\R", " "))
                    .found(SpecNode.shorten(text))
                    .expected("a Java regular expression")
                    .add();
            return null;
        } catch (StackOverflowError e) {
            s.problem(SpecCode.PATTERN, "pattern", "the regular expression nests too deep")
                    .add();
            return null;
        }
        if (!text.contains("(?<value>")) {
            s.problem(SpecCode.PATTERN, "pattern", "the pattern has no group (?<value>…)")
                    .expected("the group (?<value>…)")
                    .add();
        } else if (!s.has("name") && !text.contains("(?<name>")) {
            s.problem(SpecCode.PATTERN, "pattern", "neither \"name\" nor a group (?<name>…) says which metric it is")
                    .expected("name, or the group (?<name>…)")
                    .add();
        }
        return new MetricPattern(Optional.ofNullable(name), text);
    }
}
