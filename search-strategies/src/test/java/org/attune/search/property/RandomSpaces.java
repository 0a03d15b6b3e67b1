package org.attune.search.property;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.ConstantParameter;
import org.attune.search.space.Constraint;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.OrdinalParameter;
import org.attune.search.space.Parameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;

/** Draws spaces of all shapes: every kind of parameter, scale and step, nested and joint conditions, constraints. */
public final class RandomSpaces {

    private RandomSpaces() {}

    /** A space of 1 to {@code most} parameters; parents may come after their children. */
    public static SearchSpace draw(RandomGenerator random, int most) {
        return draw(random, most, true);
    }

    /** A space without continuous floats and constraints, small enough to enumerate by brute force. */
    public static SearchSpace drawFinite(RandomGenerator random, int most) {
        return draw(random, most, false);
    }

    private static SearchSpace draw(RandomGenerator random, int most, boolean anything) {
        List<Parameter> parameters = new ArrayList<>();
        int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            parameters.add(parameter(random, "p" + i, condition(random, parameters), anything));
        }
        if (random.nextInt(3) == 0) {
            Collections.reverse(parameters);
        }
        SearchSpace.Builder builder = SearchSpace.builder();
        parameters.forEach(builder::add);
        if (anything && random.nextBoolean()) {
            constrain(random, parameters).ifPresent(builder::constrain);
        }
        return builder.build();
    }

    private static Optional<Constraint> constrain(RandomGenerator random, List<Parameter> parameters) {
        Parameter first = parameters.get(random.nextInt(parameters.size()));
        if (!(first instanceof FloatParameter range)) {
            return Optional.empty();
        }
        double bound = range.min() + (range.max() - range.min()) * (0.3 + 0.7 * random.nextDouble());
        return Optional.of(new Constraint(
                first.name() + " <= " + bound, Set.of(first.name()), values -> number(values, first.name()) <= bound));
    }

    private static double number(Map<String, Object> values, String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new AssertionError("a constraint was asked about " + name + ", which is inactive");
        }
        return ((Number) value).doubleValue();
    }

    private static Optional<Condition> condition(RandomGenerator random, List<Parameter> earlier) {
        if (earlier.isEmpty() || random.nextInt(5) < 2) {
            return Optional.empty();
        }
        Map<String, Condition.Test> tests = new LinkedHashMap<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            Parameter parent = earlier.get(random.nextInt(earlier.size()));
            tests.put(parent.name(), test(random, parent));
        }
        return Optional.of(new Condition(tests));
    }

    private static Condition.Test test(RandomGenerator random, Parameter parent) {
        if (parent instanceof BoolParameter) {
            return new Condition.OneOf(List.of(random.nextBoolean()));
        }
        if (parent instanceof CategoricalParameter categorical) {
            int from = random.nextInt(categorical.values().size());
            int to = from + 1 + random.nextInt(categorical.values().size() - from);
            return new Condition.OneOf(categorical.values().subList(from, to));
        }
        if (parent instanceof IntParameter range && random.nextBoolean()) {
            return new Condition.OneOf(List.of(range.min(), range.max(), range.min() + 1.0));
        }
        if (parent instanceof ConstantParameter constant) {
            return new Condition.OneOf(List.of(random.nextBoolean() ? constant.value() : "something else"));
        }
        double bound = random.nextDouble() * 6;
        return random.nextBoolean()
                ? new Condition.Range(OptionalDouble.of(bound), OptionalDouble.empty())
                : new Condition.Range(OptionalDouble.empty(), OptionalDouble.of(bound));
    }

    private static Parameter parameter(
            RandomGenerator random, String name, Optional<Condition> when, boolean anything) {
        return switch (random.nextInt(anything ? 7 : 6)) {
            case 0 -> new BoolParameter(name, Optional.empty(), when);
            case 1 -> new CategoricalParameter(name, List.of("a", 2, 2.5, true), List.of(), Optional.empty(), when);
            case 2 ->
                new IntParameter(
                        name,
                        1 + random.nextInt(3),
                        3 + random.nextInt(4),
                        scale(random),
                        1 + random.nextInt(2),
                        OptionalLong.empty(),
                        when);
            case 3 -> new OrdinalParameter(name, List.of(0.5, 1, 4, 8), Optional.empty(), when);
            case 4 -> new ConstantParameter(name, random.nextInt(3));
            case 5 ->
                new FloatParameter(
                        name, 0.1, 0.95, scale(random), OptionalDouble.of(0.25), OptionalDouble.empty(), when);
            default ->
                new FloatParameter(
                        name,
                        0.01,
                        0.99 + random.nextInt(3),
                        scale(random),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        when);
        };
    }

    private static Scale scale(RandomGenerator random) {
        return Scale.values()[random.nextInt(Scale.values().length)];
    }
}
