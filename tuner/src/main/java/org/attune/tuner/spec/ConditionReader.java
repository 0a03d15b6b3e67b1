package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attune.tuner.spec.ParameterSpec.When;
import org.jspecify.annotations.Nullable;

/** Reads when parameters are active, and checks that it makes sense. */
final class ConditionReader {

    static final int MAX_LEVELS = 64;
    private static final int MAX_PARENTS = 64;

    private final Problems problems;
    private final Map<String, Optional<ParameterSpec>> parameters;
    private final Map<String, List<String>> parents = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();

    ConditionReader(Problems problems, Map<String, Optional<ParameterSpec>> parameters) {
        this.problems = problems;
        this.parameters = parameters;
    }

    /** The parameters with their conditions; a parameter whose condition is wrong is left out. */
    Map<String, Optional<ParameterSpec>> read(Section study) {
        Map<String, Optional<ParameterSpec>> out = new LinkedHashMap<>(parameters);
        if (!(study.node("parameters") instanceof SpecNode.Mapping all)) {
            return out;
        }
        for (SpecNode.Entry entry : all.entries()) {
            if (!parameters.containsKey(entry.key()) || !(entry.value() instanceof SpecNode.Mapping mapping)) {
                continue;
            }
            SpecNode.Entry when = mapping.entry("when");
            if (when != null && !(when.value() instanceof SpecNode.Broken)) {
                String pointer = Problems.child(Problems.child(study.pointer("parameters"), entry.key()), "when");
                Map<String, When> conditions = conditions(entry.key(), when, pointer);
                Optional<ParameterSpec> own = parameters.getOrDefault(entry.key(), Optional.empty());
                out.put(
                        entry.key(),
                        conditions == null ? Optional.empty() : own.map(p -> ParameterReader.withWhen(p, conditions)));
            }
        }
        checkCyclesAndDepth();
        return out;
    }

    private @Nullable Map<String, When> conditions(String name, SpecNode.Entry when, String pointer) {
        if (!(when.value() instanceof SpecNode.Mapping mapping)) {
            Scalars.wrongType(problems, pointer, when.value(), "a mapping such as {optimizer: sgd}")
                    .add();
            return null;
        }
        if (mapping.entries().size() > MAX_PARENTS) {
            problems.at(
                            SpecCode.LIMIT,
                            pointer,
                            mapping.place(),
                            "a condition names at most " + MAX_PARENTS + " parameters")
                    .add();
            return null;
        }
        Map<String, When> out = new LinkedHashMap<>();
        boolean good = true;
        places.put(name, when.keyPlace());
        for (SpecNode.Entry entry : mapping.entries()) {
            String parent = entry.key();
            String child = Problems.child(pointer, parent);
            if (!parameters.containsKey(parent)) {
                Suggestion suggestion = Nearest.to(parent, parameters.keySet())
                        .map(n -> new Suggestion("did you mean \"" + n + "\"?", n))
                        .orElse(null);
                problems.at(
                                SpecCode.UNKNOWN_NAME,
                                child,
                                entry.keyPlace(),
                                "there is no parameter \"" + SpecNode.shorten(parent) + "\"")
                        .found(SpecNode.shorten(parent))
                        .expected("the name of another parameter")
                        .suggest(suggestion)
                        .add();
                good = false;
                continue;
            }
            parents.computeIfAbsent(name, k -> new ArrayList<>()).add(parent);
            When test = test(parent, entry.value(), child);
            if (test == null) {
                good = false;
            } else {
                out.put(parent, test);
            }
        }
        return good ? out : null;
    }

    private @Nullable When test(String parent, SpecNode node, String pointer) {
        ParameterSpec spec = parameters.getOrDefault(parent, Optional.empty()).orElse(null);
        if (node instanceof SpecNode.Mapping mapping) {
            return range(spec, mapping, pointer);
        }
        List<SpecNode> items = node instanceof SpecNode.Items list ? list.items() : List.of(node);
        if (items.isEmpty()) {
            Scalars.wrongType(problems, pointer, node, "a value, a list of values, or {min: …, max: …}")
                    .add();
            return null;
        }
        List<Object> values = new ArrayList<>();
        List<Runnable> impossible = new ArrayList<>();
        for (int i = 0; i < items.size() && i < ParameterReader.MAX_VALUES; i++) {
            SpecNode item = items.get(i);
            String at = node instanceof SpecNode.Items ? Problems.child(pointer, Integer.toString(i)) : pointer;
            Object value = Values.read(problems, at, item);
            if (value == null) {
                return null;
            }
            Object canonical = spec == null ? value : Values.canonical(spec, value);
            values.add(canonical == null ? value : canonical);
            if (canonical == null && spec != null) {
                boolean alone = items.size() == 1;
                impossible.add(() -> never(parent, spec, value, at, item, alone));
            }
        }
        // a list with some values that can be and some that cannot is odd, but it has a meaning
        boolean possible = impossible.size() < items.size();
        if (!possible && items.size() > 1) {
            neverAny(parent, spec, node, pointer);
            return null;
        }
        impossible.forEach(Runnable::run);
        return possible ? new When.OneOf(values) : null;
    }

    private void never(String parent, ParameterSpec spec, Object value, String pointer, SpecNode item, boolean alone) {
        Problems.Report report = problems.at(
                        SpecCode.NEVER_ACTIVE,
                        pointer,
                        item.place(),
                        "\"" + parent + "\" is never " + Values.show(value) + ", it is " + Values.domain(spec))
                .found(Values.show(value))
                .expected(Values.domain(spec));
        if (value instanceof String text && spec instanceof ParameterSpec.CategoricalSpec c) {
            List<String> texts = c.values().stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
            report.suggest(Nearest.to(text, texts)
                    .map(n -> new Suggestion("did you mean \"" + n + "\"?", n))
                    .orElse(null));
        }
        if (alone) {
            report.add();
        } else {
            report.warning().add();
        }
    }

    private void neverAny(String parent, @Nullable ParameterSpec spec, SpecNode node, String pointer) {
        String domain = spec == null ? "something else" : Values.domain(spec);
        problems.at(
                        SpecCode.NEVER_ACTIVE,
                        pointer,
                        node.place(),
                        "\"" + parent + "\" is never any of these, it is " + domain)
                .found(node.found())
                .expected(domain)
                .add();
    }

    private @Nullable When range(@Nullable ParameterSpec spec, SpecNode.Mapping mapping, String pointer) {
        Section s = new Section(mapping, pointer, Shape.WHEN_RANGE.keys(), problems);
        if (!s.has("min") && !s.has("max")) {
            Scalars.wrongType(problems, pointer, mapping, "min, max or both").add();
            return null;
        }
        Double min = s.number("min");
        Double max = s.number("max");
        if ((s.has("min") && min == null) || (s.has("max") && max == null)) {
            return null;
        }
        double low = min == null ? Double.NEGATIVE_INFINITY : min;
        double high = max == null ? Double.POSITIVE_INFINITY : max;
        if (low > high) {
            s.problem(
                            SpecCode.RANGE_EMPTY,
                            "max",
                            "max (" + Section.plain(high) + ") must not be below min (" + Section.plain(low) + ")")
                    .add();
            return null;
        }
        if (spec != null && !meets(spec, low, high)) {
            problems.at(
                            SpecCode.NEVER_ACTIVE,
                            pointer,
                            mapping.place(),
                            "\"" + spec.name() + "\" is never in this range, it is " + Values.domain(spec))
                    .found(mapping.found())
                    .expected(Values.domain(spec))
                    .add();
            return null;
        }
        return new When.Range(low, high);
    }

    private static boolean meets(ParameterSpec spec, double low, double high) {
        if (spec instanceof ParameterSpec.FloatSpec p) {
            return p.min() <= high && p.max() >= low;
        }
        if (spec instanceof ParameterSpec.IntSpec p) {
            return p.min() <= high
                    && p.max() >= low
                    && Math.ceil(Math.max(low, (double) p.min())) <= Math.floor(Math.min(high, (double) p.max()));
        }
        List<Object> values = List.of();
        if (spec instanceof ParameterSpec.OrdinalSpec p) {
            values = p.values();
        } else if (spec instanceof ParameterSpec.CategoricalSpec p) {
            values = p.values();
        } else if (spec instanceof ParameterSpec.ConstantSpec p) {
            values = List.of(p.value());
        }
        return values.stream()
                .anyMatch(v -> v instanceof Number n && n.doubleValue() >= low && n.doubleValue() <= high);
    }

    private void checkCyclesAndDepth() {
        Map<String, Integer> levels = new HashMap<>();
        Set<String> pending = new HashSet<>(parents.keySet());
        boolean changed = true;
        while (changed) {
            changed = false;
            for (String name : parents.keySet()) {
                List<String> above = parents.getOrDefault(name, List.of());
                if (pending.contains(name) && above.stream().noneMatch(pending::contains)) {
                    int level = 1
                            + above.stream()
                                    .mapToInt(p -> levels.getOrDefault(p, 0))
                                    .max()
                                    .orElse(0);
                    levels.put(name, level);
                    pending.remove(name);
                    changed = true;
                    if (level == MAX_LEVELS + 1) {
                        report(SpecCode.LIMIT, name, "conditions nest deeper than " + MAX_LEVELS + " levels");
                    }
                }
            }
        }
        reportCycles(pending);
    }

    /** What is pending stands on a cycle or hangs below one: walking up always ends on a cycle. */
    private void reportCycles(Set<String> pending) {
        Set<String> told = new HashSet<>();
        for (String start : parents.keySet()) {
            if (!pending.contains(start) || told.contains(start)) {
                continue;
            }
            List<String> walk = new ArrayList<>();
            String at = start;
            while (at != null && !walk.contains(at) && !told.contains(at)) {
                walk.add(at);
                at = parents.getOrDefault(at, List.of()).stream()
                        .filter(pending::contains)
                        .findFirst()
                        .orElse(null);
            }
            told.addAll(walk);
            int from = at == null ? -1 : walk.indexOf(at);
            if (from >= 0) {
                List<String> cycle = walk.subList(from, walk.size());
                String name = cycle.get(0);
                String circle = String.join(" → ", cycle.subList(0, Math.min(5, cycle.size()))) + " → " + name;
                report(
                        SpecCode.CONDITION_CYCLE,
                        name,
                        cycle.size() == 1
                                ? "\"" + name + "\" depends on itself"
                                : "conditions run in a circle: " + circle);
            }
        }
    }

    private void report(SpecCode code, String name, String detail) {
        String pointer = Problems.child(Problems.child("#/parameters", name), "when");
        problems.at(code, pointer, places.getOrDefault(name, Place.start(problems.file())), detail)
                .found(name)
                .add();
    }
}
