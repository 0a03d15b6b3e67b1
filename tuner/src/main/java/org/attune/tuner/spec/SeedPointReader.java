package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.tuner.spec.ParameterSpec.When;

/** Reads the assignments that are tried first. */
final class SeedPointReader {

    private final Problems problems;
    private final Map<String, Optional<ParameterSpec>> parameters;
    private final List<Expression> constraints;

    SeedPointReader(Problems problems, Map<String, Optional<ParameterSpec>> parameters, List<Expression> constraints) {
        this.problems = problems;
        this.parameters = parameters;
        this.constraints = constraints;
    }

    List<Map<String, Object>> read(Section study, int max) {
        List<Map<String, Object>> out = new ArrayList<>();
        List<SpecNode> items = study.items("seedPoints", max);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(study.pointer("seedPoints"), Integer.toString(i));
            if (items.get(i) instanceof SpecNode.Mapping mapping) {
                out.add(point(mapping, pointer));
            } else if (!(items.get(i) instanceof SpecNode.Broken)) {
                Scalars.wrongType(problems, pointer, items.get(i), "a mapping of parameters to values")
                        .add();
            }
        }
        return out;
    }

    private Map<String, Object> point(SpecNode.Mapping mapping, String pointer) {
        Map<String, Object> out = new LinkedHashMap<>();
        boolean good = true;
        for (SpecNode.Entry entry : mapping.entries()) {
            String at = Problems.child(pointer, entry.key());
            if (!parameters.containsKey(entry.key())) {
                String shown = SpecNode.shorten(entry.key());
                problems.at(SpecCode.UNKNOWN_NAME, at, entry.keyPlace(), "there is no parameter \"" + shown + "\"")
                        .found(shown)
                        .expected("the name of a parameter")
                        .suggest(Nearest.to(entry.key(), parameters.keySet())
                                .map(n -> new Suggestion("did you mean \"" + n + "\"?", n))
                                .orElse(null))
                        .add();
                good = false;
                continue;
            }
            Object value = Values.read(problems, at, entry.value());
            ParameterSpec spec =
                    parameters.getOrDefault(entry.key(), Optional.empty()).orElse(null);
            Object canonical = value == null || spec == null ? value : Values.canonical(spec, value);
            if (value != null && canonical == null && spec != null) {
                problems.at(
                                SpecCode.OUT_OF_RANGE,
                                at,
                                entry.value().place(),
                                "\"" + spec.name() + "\" cannot be " + Values.show(value) + ", it is "
                                        + Values.domain(spec))
                        .found(Values.show(value))
                        .expected(Values.domain(spec))
                        .add();
            }
            if (canonical == null) {
                good = false;
            } else {
                out.put(entry.key(), canonical);
            }
        }
        if (good) {
            checkTogether(mapping, pointer, out);
        }
        return out;
    }

    private void checkTogether(SpecNode.Mapping mapping, String pointer, Map<String, Object> point) {
        for (SpecNode.Entry entry : mapping.entries()) {
            ParameterSpec spec =
                    parameters.getOrDefault(entry.key(), Optional.empty()).orElse(null);
            if (spec == null) {
                continue;
            }
            for (Map.Entry<String, When> condition : spec.when().entrySet()) {
                Object parent = point.get(condition.getKey());
                if (parent != null && !holds(condition.getValue(), parent)) {
                    problems.at(
                                    SpecCode.NEVER_ACTIVE,
                                    Problems.child(pointer, entry.key()),
                                    entry.keyPlace(),
                                    "\"" + entry.key() + "\" is not active where \"" + condition.getKey() + "\" is "
                                            + Values.show(parent))
                            .found(entry.key())
                            .expected("active parameters only")
                            .add();
                    return;
                }
            }
        }
        for (Expression constraint : constraints) {
            if (!constraint.holds(point)) {
                problems.at(
                                SpecCode.CONFLICT,
                                pointer,
                                mapping.place(),
                                "the point breaks the constraint \"" + SpecNode.shorten(constraint.text()) + "\"")
                        .expected("a point that keeps every constraint")
                        .add();
                return;
            }
        }
    }

    static boolean holds(When when, Object value) {
        if (when instanceof When.OneOf oneOf) {
            return oneOf.values().stream().anyMatch(v -> Values.same(v, value));
        }
        When.Range range = (When.Range) when;
        return value instanceof Number n && n.doubleValue() >= range.min() && n.doubleValue() <= range.max();
    }
}
