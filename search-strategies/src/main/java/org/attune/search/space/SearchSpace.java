package org.attune.search.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a study varies: parameters with conditions, and constraints over them. Immutable. */
public final class SearchSpace {

    /** The most parameters of a space. */
    public static final int MOST_PARAMETERS = 1_000;

    /** The most constraints of a space. */
    public static final int MOST_CONSTRAINTS = 1_000;

    /** Spaces with more assignments than this count as uncountable, see {@link #size}. */
    public static final long MOST_COUNTED = 1_000_000_000_000_000L;

    private final List<Parameter> parameters;
    private final List<Constraint> constraints;
    private final Map<String, Integer> indexes;
    private final Domain[] domains;
    private final ConditionGraph graph;

    private SearchSpace(List<Parameter> parameters, List<Constraint> constraints) {
        this.parameters = List.copyOf(parameters);
        this.constraints = List.copyOf(constraints);
        this.indexes = index(this.parameters);
        this.domains = this.parameters.stream().map(Domain::of).toArray(Domain[]::new);
        this.graph = new ConditionGraph(this.parameters, indexes, domains);
        checkConstraints();
    }

    /** A builder of a space. */
    public static Builder builder() {
        return new Builder();
    }

    private static Map<String, Integer> index(List<Parameter> parameters) {
        if (parameters.size() > MOST_PARAMETERS) {
            throw new IllegalArgumentException(
                    "the space has " + parameters.size() + " parameters, expected at most " + MOST_PARAMETERS);
        }
        Map<String, Integer> indexes = new HashMap<>();
        for (Parameter parameter : parameters) {
            if (indexes.putIfAbsent(parameter.name(), indexes.size()) != null) {
                throw new IllegalArgumentException(
                        "parameter " + parameter.name() + " is defined twice, expected names that are all different");
            }
        }
        return indexes;
    }

    private void checkConstraints() {
        if (constraints.size() > MOST_CONSTRAINTS) {
            throw new IllegalArgumentException(
                    "the space has " + constraints.size() + " constraints, expected at most " + MOST_CONSTRAINTS);
        }
        for (Constraint constraint : constraints) {
            for (String name : constraint.parameters()) {
                if (!indexes.containsKey(name)) {
                    throw new IllegalArgumentException("constraint \"" + constraint.text() + "\" names " + name
                            + ", expected a parameter of the space");
                }
            }
        }
    }

    /** The parameters in the order they were added. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The constraints in the order they were added. */
    public List<Constraint> constraints() {
        return constraints;
    }

    Domain domain(int index) {
        return domains[index];
    }

    ConditionGraph graph() {
        return graph;
    }

    /**
     * The names of the parameters that are active under some values, in the order of the space. A parameter whose
     * value is absent may be active itself, but the conditions on it do not hold. Unknown names are ignored.
     */
    public Set<String> activeNames(Map<String, ?> values) {
        @Nullable Object[] point = new Object[parameters.size()];
        boolean[] active = new boolean[point.length];
        for (int i : graph.order()) {
            active[i] = graph.holds(i, point);
            if (active[i]) {
                point[i] = valueOf(i, values);
            }
        }
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < active.length; i++) {
            if (active[i]) {
                names.add(parameters.get(i).name());
            }
        }
        return names;
    }

    private @Nullable Object valueOf(int index, Map<String, ?> values) {
        Parameter parameter = parameters.get(index);
        return parameter instanceof ConstantParameter constant ? constant.value() : values.get(parameter.name());
    }

    /**
     * Checks values against the space and brings them into canonical form. Numbers may be of any type: 3.0 is
     * accepted for an int, 0.1 + 0.2 for a step at 0.3. Constants may be left out. Nothing else is repaired or
     * dropped: unknown names, missing and inactive parameters, values out of range or off their step and violated
     * constraints are problems, and all of them are reported.
     */
    public Canonical canonical(Map<String, ?> values) {
        List<String> problems = unknownNames(values);
        @Nullable Object[] point = new Object[parameters.size()];
        boolean[] unknown = new boolean[point.length];
        for (int i : graph.order()) {
            if (graph.dependsOn(i, unknown)) {
                // a parent is wrong already: whether this one is active cannot be said
                unknown[i] = true;
                continue;
            }
            String name = parameters.get(i).name();
            Object raw = values.get(name);
            if (!graph.holds(i, point)) {
                if (raw != null || values.containsKey(name)) {
                    problems.add(
                            name + " is " + Values.show(raw) + ", expected no value, as its condition does not hold");
                }
                continue;
            }
            Optional<Object> value = read(i, raw, values.containsKey(name), problems);
            unknown[i] = value.isEmpty();
            point[i] = value.orElse(null);
        }
        return problems.isEmpty() ? finish(point) : new Canonical.Invalid(problems);
    }

    private Optional<Object> read(int index, @Nullable Object raw, boolean given, List<String> problems) {
        Parameter parameter = parameters.get(index);
        if (!given && parameter instanceof ConstantParameter constant) {
            return Optional.of(constant.value());
        }
        Optional<Object> value = raw == null ? Optional.empty() : domains[index].canonical(raw);
        if (value.isEmpty()) {
            String found = given ? " is " + Values.show(raw) : " is missing";
            problems.add(parameter.name() + found + ", expected " + domains[index].expected());
        }
        return value;
    }

    private List<String> unknownNames(Map<String, ?> values) {
        List<String> problems = new ArrayList<>();
        for (String name : values.keySet()) {
            if (!indexes.containsKey(name)) {
                problems.add(name + " is given, expected only parameters of the space");
            }
        }
        return problems;
    }

    /**
     * What is wrong with values of which some may be missing: unknown names and values that their parameters cannot
     * have. Conditions and constraints are not looked at.
     */
    public List<String> problemsOf(Map<String, ?> partial) {
        List<String> problems = unknownNames(partial);
        for (Map.Entry<String, ?> entry : partial.entrySet()) {
            Integer index = indexes.get(entry.getKey());
            if (index != null) {
                read(index, entry.getValue(), true, problems);
            }
        }
        return problems;
    }

    /**
     * Values of which some may be missing, each in its canonical type.
     *
     * @throws IllegalArgumentException when there are {@link #problemsOf} them, listing all
     */
    public Map<String, Object> canonicalValues(Map<String, ?> partial) {
        List<String> problems = problemsOf(partial);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < domains.length; i++) {
            String name = parameters.get(i).name();
            Object raw = partial.get(name);
            if (raw != null) {
                domains[i].canonical(raw).ifPresent(value -> values.put(name, value));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    /**
     * The number of distinct assignments, ignoring constraints, when every parameter has finitely many values and
     * there are at most {@link #MOST_COUNTED}; empty otherwise, and when the conditions are too entangled to count.
     */
    public Optional<Long> size() {
        return Enumeration.ofAll(this).map(Enumeration::size).filter(size -> size <= MOST_COUNTED);
    }

    /** The point whose given values are these and whose others lie at the coordinates, one for each parameter. */
    Canonical fill(double[] coordinates, Map<String, ?> given) {
        @Nullable Object[] point = new Object[parameters.size()];
        for (int i : graph.order()) {
            if (graph.holds(i, point)) {
                Object raw =
                        given.isEmpty() ? null : given.get(parameters.get(i).name());
                Optional<Object> value = raw == null ? Optional.empty() : domains[i].canonical(raw);
                point[i] = value.isPresent() ? value.get() : domains[i].fromUnit(coordinates[i]);
            }
        }
        return finish(point);
    }

    /** The canonical form of a point whose active parameters have canonical values and whose others have none. */
    Canonical finish(@Nullable Object[] point) {
        LinkedHashMap<String, Object> values = new LinkedHashMap<>(point.length * 2);
        for (int i = 0; i < point.length; i++) {
            Object value = point[i];
            if (value != null) {
                values.put(parameters.get(i).name(), value);
            }
        }
        Assignment assignment = new Assignment(values);
        List<String> problems = new ArrayList<>();
        for (Constraint constraint : constraints) {
            if (violated(constraint, assignment.values())) {
                problems.add("constraint \"" + constraint.text() + "\" does not hold");
            }
        }
        return problems.isEmpty() ? new Canonical.Valid(assignment) : new Canonical.Invalid(problems);
    }

    private static boolean violated(Constraint constraint, Map<String, Object> values) {
        return values.keySet().containsAll(constraint.parameters())
                && !constraint.holds().test(values);
    }

    /** Collects parameters and constraints. */
    public static final class Builder {

        private final List<Parameter> parameters = new ArrayList<>();
        private final List<Constraint> constraints = new ArrayList<>();

        private Builder() {}

        /** Adds a parameter after those already there. Its condition may name parameters that are added later. */
        public Builder add(Parameter parameter) {
            parameters.add(parameter);
            return this;
        }

        /** Adds a constraint. */
        public Builder constrain(Constraint constraint) {
            constraints.add(constraint);
            return this;
        }

        /**
         * The space.
         *
         * @throws IllegalArgumentException naming what is wrong and what was expected: names used twice, conditions on
         *     unknown parameters, on themselves in a circle or of the wrong kind, constraints on unknown parameters,
         *     too many of either
         */
        public SearchSpace build() {
            return new SearchSpace(parameters, constraints);
        }
    }
}
