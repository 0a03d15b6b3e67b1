package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.attune.search.Strategies;
import org.attune.search.strategy.OptionProblem;

/** Reads what proposes trials, what stops them and what ends the study. */
final class SearchReader {

    private final Problems problems;

    SearchReader(Problems problems) {
        this.problems = problems;
    }

    StrategySpec strategy(Section study) {
        if (!(study.node("strategy") instanceof SpecNode.Mapping mapping)) {
            String type = scalarType(study, "strategy", "auto", SearchOptions.strategies());
            return new StrategySpec(type, Map.of(), OptionalLong.empty());
        }
        Section s = open(mapping, study.pointer("strategy"), Shape.STRATEGY);
        String type = type(s, SearchOptions.strategies());
        Long seed = s.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        Map<String, Object> options = SearchOptions.of(mapping);
        if (Strategies.names().contains(type)) {
            report(s, mapping, Strategies.check(type, options));
        }
        return new StrategySpec(
                type.isEmpty() ? "auto" : type, options, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    }

    Optional<StoppingSpec> stopping(Section study) {
        SpecNode node = study.node("earlyStopping");
        boolean off = node instanceof SpecNode.Scalar s && (s.text().equals("off") || Boolean.FALSE.equals(s.value()));
        if (node == null || off) {
            return Optional.empty();
        }
        if (!(node instanceof SpecNode.Mapping mapping)) {
            List<String> allowed = new ArrayList<>(SearchOptions.stoppings());
            allowed.add("off");
            String type = scalarType(study, "earlyStopping", "", allowed);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            for (OptionProblem problem : SearchOptions.checkStopping(type, Map.of())) {
                option(study, study.pointer("earlyStopping"), node.place(), problem);
            }
            return Optional.of(new StoppingSpec(type, Map.of()));
        }
        Section s = open(mapping, study.pointer("earlyStopping"), Shape.STOPPING);
        String type = type(s, SearchOptions.stoppings());
        Map<String, Object> options = SearchOptions.of(mapping);
        report(s, mapping, SearchOptions.checkStopping(type, options));
        return Optional.of(new StoppingSpec(type.isEmpty() ? "asha" : type, options));
    }

    /** A section whose further keys are options, which are checked elsewhere. */
    private Section open(SpecNode.Mapping mapping, String pointer, Shape shape) {
        List<String> keys = new ArrayList<>(shape.keys());
        keys.addAll(List.of("axis", "mode"));
        mapping.entries().forEach(e -> keys.add(e.key()));
        return new Section(mapping, pointer, keys, problems);
    }

    private static void report(Section s, SpecNode.Mapping mapping, List<OptionProblem> found) {
        for (OptionProblem problem : found) {
            String[] path = problem.option().split("\\.", 2);
            SpecNode.Entry option = mapping.entry(path[0]);
            String inner = path.length == 2 ? path[1] : problem.found();
            SpecNode.Entry entry =
                    option != null && option.value() instanceof SpecNode.Mapping m ? m.entry(inner) : null;
            String pointer = s.pointer(path[0]);
            if (entry != null) {
                // an option that is a mapping: the value of one of its keys is wrong, or the key itself
                Place place = path.length == 2 ? entry.value().place() : entry.keyPlace();
                option(s, Problems.child(pointer, inner), place, problem);
            } else if (option == null) {
                option(s, s.pointer(), s.place(), problem);
            } else if (problem.found().equals("an unknown option")) {
                String key = SpecNode.shorten(option.key());
                s.problems()
                        .at(SpecCode.UNKNOWN_KEY, pointer, option.keyPlace(), "unknown key \"" + key + "\"")
                        .found(key)
                        .expected(problem.expected())
                        .suggest(new Suggestion("expected " + problem.expected(), null))
                        .add();
            } else {
                option(s, pointer, option.value().place(), problem);
            }
        }
    }

    private static void option(Section s, String pointer, Place place, OptionProblem problem) {
        SpecCode code = problem.expected().startsWith("a number")
                        || problem.expected().startsWith("a whole")
                        || problem.expected().startsWith("at least")
                ? SpecCode.OUT_OF_RANGE
                : problem.found().equals("nothing") ? SpecCode.MISSING_KEY : SpecCode.UNKNOWN_VALUE;
        s.problems()
                .at(
                        code,
                        pointer,
                        place,
                        "expected " + problem.expected() + ", found " + SpecNode.shorten(problem.found()))
                .found(problem.found())
                .expected(problem.expected())
                .add();
    }

    /** What only the finished spec shows: options that do not fit the space. */
    void check(Section study, StudySpec spec) {
        StrategySpec strategy = spec.strategy();
        if (Strategies.names().contains(strategy.type())
                && study.node("strategy") instanceof SpecNode.Mapping mapping) {
            Section s = open(mapping, study.pointer("strategy"), Shape.STRATEGY);
            report(s, mapping, Strategies.check(strategy.type(), strategy.options(), SearchSpaces.of(spec)));
        }
    }

    private static String scalarType(Section study, String key, String otherwise, List<String> allowed) {
        SpecNode node = study.node(key);
        if (node instanceof SpecNode.Scalar scalar) {
            if (allowed.contains(scalar.text())) {
                return scalar.text();
            }
            study.unknownValue(key, scalar, allowed);
        } else if (node != null) {
            study.wrongType(key, "a name such as " + allowed.get(0) + ", or a mapping with type");
        }
        return otherwise;
    }

    /** The type, or nothing where it is wrong. */
    private static String type(Section s, List<String> allowed) {
        String expected = "one of " + String.join(", ", allowed);
        if (!s.require("type", expected)) {
            return "";
        }
        return scalarType(s, "type", "", allowed);
    }

    StopWhenSpec stopWhen(Section study) {
        Section s = study.has("stopWhen") ? study.section("stopWhen", Shape.STOP_WHEN) : null;
        if (s == null) {
            return StopWhenSpec.NEVER;
        }
        OptionalInt trials = s.integer("noProgressTrials", 1, StudyReader.MAX_TRIALS);
        OptionalDouble hours = s.positive("deviceHours");
        return new StopWhenSpec(s.duration("duration", false), trials, s.duration("noProgressFor", false), hours);
    }
}
