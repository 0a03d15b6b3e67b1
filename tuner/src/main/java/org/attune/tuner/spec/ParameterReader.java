package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.attune.tuner.spec.ParameterSpec.Scale;
import org.attune.tuner.spec.ParameterSpec.When;
import org.jspecify.annotations.Nullable;

/** Reads the parameters themselves; conditions between them are {@link ConditionReader}'s. */
final class ParameterReader {

    static final int MAX_PARAMETERS = 1000;
    static final int MAX_VALUES = 10_000;

    /** Whole numbers beyond this are not exact as floating-point numbers. */
    static final long MAX_WHOLE = 1L << 53;

    private static final List<String> TYPES = List.of("float", "int", "ordinal", "categorical", "bool");

    private final Problems problems;

    ParameterReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * The parameters by name in the order of the spec; null where one has problems of its own. Conditions are still
     * empty.
     */
    Map<String, Optional<ParameterSpec>> read(Section study) {
        Map<String, Optional<ParameterSpec>> out = new LinkedHashMap<>();
        for (SpecNode.Entry entry : study.entries("parameters", MAX_PARAMETERS)) {
            String pointer = Problems.child(study.pointer("parameters"), entry.key());
            boolean named = checkName(problems, pointer, entry.keyPlace(), entry.key(), "parameter");
            Optional<ParameterSpec> spec = Optional.ofNullable(parameter(entry, pointer));
            out.put(entry.key(), named ? spec : Optional.empty());
        }
        return out;
    }

    /** Reports a name that a parameter or derived value may not have. */
    static boolean checkName(Problems problems, String pointer, Place place, String name, String what) {
        if (!Names.PARAMETER.matcher(name).matches()) {
            String detail = name.length() > Names.MAX_LENGTH
                    ? "the name has more than " + Names.MAX_LENGTH + " characters"
                    : "the " + what + " name \"" + SpecNode.shorten(name)
                            + "\" may hold letters, digits, _ . - and starts with a letter or _";
            problems.at(SpecCode.BAD_NAME, pointer, place, detail)
                    .found(SpecNode.shorten(name))
                    .expected("[A-Za-z_][A-Za-z0-9_.-]*, at most 128 characters")
                    .add();
            return false;
        }
        if (Names.TEMPLATE.contains(name)) {
            problems.at(
                            SpecCode.RESERVED_NAME,
                            pointer,
                            place,
                            "\"" + name + "\" is a name that Attune gives a value itself: ${" + name + "}")
                    .found(name)
                    .expected("another name")
                    .add();
            return false;
        }
        return true;
    }

    private @Nullable ParameterSpec parameter(SpecNode.Entry entry, String pointer) {
        SpecNode value = entry.value();
        if (value instanceof SpecNode.Mapping mapping) {
            return typed(entry.key(), mapping, pointer);
        }
        if (value instanceof SpecNode.Scalar s && s.kind() != SpecNode.Kind.NULL) {
            Object constant = Values.read(problems, pointer, value);
            return constant == null ? null : new ParameterSpec.ConstantSpec(entry.key(), constant);
        }
        if (!(value instanceof SpecNode.Broken)) {
            Suggestion suggestion = value instanceof SpecNode.Items
                    ? new Suggestion("did you mean {type: categorical, values: […]}?", null)
                    : null;
            Scalars.wrongType(
                            problems, pointer, value, "a mapping such as {type: float, min: 0, max: 1}, or a constant")
                    .suggest(suggestion)
                    .add();
        }
        return null;
    }

    private @Nullable ParameterSpec typed(String name, SpecNode.Mapping mapping, String pointer) {
        SpecNode.Entry type = mapping.entry("type");
        String given = type != null && type.value() instanceof SpecNode.Scalar s ? s.text() : "";
        if (!TYPES.contains(given)) {
            List<String> anyKey = Arrays.stream(Shape.values())
                    .filter(s -> s.path().equals("parameters.*"))
                    .flatMap(s -> s.keys().stream())
                    .distinct()
                    .toList();
            Section section = new Section(mapping, pointer, anyKey, problems);
            if (section.require("type", "one of " + String.join(", ", TYPES)) && type != null) {
                if (type.value() instanceof SpecNode.Scalar s) {
                    section.unknownValue("type", s, TYPES);
                } else {
                    section.wrongType("type", "one of " + String.join(", ", TYPES));
                }
            }
            return null;
        }
        return switch (given) {
            case "float" -> floating(name, new Section(mapping, pointer, Shape.FLOAT.keys(), problems));
            case "int" -> whole(name, new Section(mapping, pointer, Shape.INT.keys(), problems));
            case "ordinal" -> ordinal(name, new Section(mapping, pointer, Shape.ORDINAL.keys(), problems));
            case "categorical" -> categorical(name, new Section(mapping, pointer, Shape.CATEGORICAL.keys(), problems));
            default -> bool(name, new Section(mapping, pointer, Shape.BOOL.keys(), problems));
        };
    }

    private @Nullable ParameterSpec floating(String name, Section s) {
        boolean complete = s.requireAll("min", "a number", "max", "a number");
        Double min = s.number("min");
        Double max = s.number("max");
        Scale scale = s.choice("scale", Scale.class, Scale.LINEAR);
        OptionalDouble step = s.positive("step");
        Double start = s.number("default");
        if (!complete || min == null || max == null || !ordered(s, min, max)) {
            return null;
        }
        if (!Double.isFinite(max - min)) {
            s.problem(SpecCode.OUT_OF_RANGE, "max", "the range from min to max is too wide")
                    .add();
            return null;
        }
        boolean scaled = scaleFits(s, scale, min, scale == Scale.REVERSE_LOG ? max < 1 || min > 0 : min > 0);
        if (!scaled || (step.isPresent() && !stepFits(s, min, max, step.getAsDouble()))) {
            return null;
        }
        return withDefault(
                s, start, new ParameterSpec.FloatSpec(name, min, max, scale, step, OptionalDouble.empty(), Map.of()));
    }

    private @Nullable ParameterSpec whole(String name, Section s) {
        boolean complete = s.requireAll("min", "a whole number", "max", "a whole number");
        Long min = s.whole("min", -MAX_WHOLE, MAX_WHOLE);
        Long max = s.whole("max", -MAX_WHOLE, MAX_WHOLE);
        Scale scale = s.choice("scale", Scale.class, Scale.LINEAR);
        Long step = s.has("step") ? s.whole("step", 1, MAX_WHOLE) : Long.valueOf(1);
        Double start = s.number("default");
        if (!complete || min == null || max == null || step == null || !ordered(s, min, max)) {
            return null;
        }
        if (!scaleFits(s, scale, min, min > 0)) {
            return null;
        }
        if ((max - min) % step != 0) {
            long fits = max - (max - min) % step;
            misfit(s, Long.toString(step), Long.toString(fits > min ? fits : min + step));
            return null;
        }
        return withDefault(
                s, start, new ParameterSpec.IntSpec(name, min, max, scale, step, OptionalLong.empty(), Map.of()));
    }

    private static boolean ordered(Section s, double min, double max) {
        if (min < max) {
            return true;
        }
        String low = Section.plain(min);
        String high = Section.plain(max);
        Suggestion suggestion = min == max
                ? new Suggestion("for a constant write the value alone: " + low, null)
                : new Suggestion(
                        "swap them, or did you mean min: " + high + ", max: " + low + "?",
                        "min: " + high + ", max: " + low);
        s.problem(SpecCode.RANGE_EMPTY, "max", "max (" + high + ") must be greater than min (" + low + ")")
                .expected("a number above " + low)
                .suggest(suggestion)
                .add();
        return false;
    }

    private static boolean scaleFits(Section s, Scale scale, double min, boolean fits) {
        if (scale == Scale.LINEAR || fits) {
            return true;
        }
        String name = Section.specName(scale);
        String needed = scale == Scale.LOG ? "min above 0" : "max below 1 or min above 0";
        s.problem(
                        SpecCode.LOG_RANGE,
                        "min",
                        "scale: " + name + " needs " + needed + ", found min " + Section.plain(min))
                .expected(needed)
                .add();
        return false;
    }

    private static boolean stepFits(Section s, double min, double max, double step) {
        double steps = (max - min) / step;
        if (steps > MAX_WHOLE) {
            s.problem(SpecCode.OUT_OF_RANGE, "step", "the step is too small for the range")
                    .add();
            return false;
        }
        double whole = Math.rint(steps);
        if (whole >= 1 && Math.abs(steps - whole) <= 1e-9 * Math.max(1, whole)) {
            return true;
        }
        double fits = min + Math.max(1, Math.floor(steps)) * step;
        misfit(
                s,
                Section.plain(step),
                Section.plain(Double.parseDouble(String.format(java.util.Locale.ROOT, "%.10g", fits))));
        return false;
    }

    private static void misfit(Section s, String step, String fits) {
        s.problem(SpecCode.STEP_MISFIT, "step", "steps of " + step + " do not lead from min to max")
                .expected("a step that divides max - min")
                .suggest(new Suggestion("keep the step with max: " + fits + ", or choose another step", null))
                .add();
    }

    private @Nullable ParameterSpec withDefault(Section s, @Nullable Object start, ParameterSpec without) {
        if (start == null) {
            return without;
        }
        Object value = Values.canonical(without, start);
        if (value == null) {
            s.problem(
                            SpecCode.DEFAULT_OUTSIDE,
                            "default",
                            "the default " + Values.show(start) + " is not " + Values.domain(without))
                    .expected(Values.domain(without))
                    .add();
            return null;
        }
        if (without instanceof ParameterSpec.FloatSpec p) {
            OptionalDouble d = OptionalDouble.of(((Number) value).doubleValue());
            return new ParameterSpec.FloatSpec(p.name(), p.min(), p.max(), p.scale(), p.step(), d, p.when());
        }
        if (without instanceof ParameterSpec.IntSpec p) {
            OptionalLong d = OptionalLong.of(((Number) value).longValue());
            return new ParameterSpec.IntSpec(p.name(), p.min(), p.max(), p.scale(), p.step(), d, p.when());
        }
        if (without instanceof ParameterSpec.OrdinalSpec p) {
            return new ParameterSpec.OrdinalSpec(p.name(), p.values(), Optional.of(value), p.when());
        }
        if (without instanceof ParameterSpec.CategoricalSpec p) {
            return new ParameterSpec.CategoricalSpec(
                    p.name(), p.values(), p.probabilities(), Optional.of(value), p.when());
        }
        return without;
    }

    private @Nullable ParameterSpec ordinal(String name, Section s) {
        s.require("values", "a list of numbers in ascending order");
        List<SpecNode> items = s.items("values", MAX_VALUES);
        List<Object> values = new ArrayList<>();
        Object start = defaultValue(s);
        boolean good = s.node("values") != null && notEmpty(s, items);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer("values"), Integer.toString(i));
            SpecNode item = items.get(i);
            Double number = Scalars.number(problems, pointer, item);
            if (number == null) {
                good = false;
                continue;
            }
            Object value = ((SpecNode.Scalar) item).value();
            Object last = values.isEmpty() ? null : values.get(values.size() - 1);
            if (last instanceof Number before && before.doubleValue() >= number) {
                problems.at(
                                SpecCode.OUT_OF_RANGE,
                                pointer,
                                item.place(),
                                "the values of an ordinal parameter ascend, but " + Values.show(value) + " follows "
                                        + Values.show(last))
                        .found(Values.show(value))
                        .expected("a number above " + Values.show(last))
                        .add();
                good = false;
            } else {
                values.add(value instanceof Long ? value : number);
            }
        }
        boolean bad = !good || (start == null && s.has("default"));
        return bad
                ? null
                : withDefault(s, start, new ParameterSpec.OrdinalSpec(name, values, Optional.empty(), Map.of()));
    }

    private static boolean notEmpty(Section s, List<SpecNode> items) {
        if (items.isEmpty()) {
            s.problem(SpecCode.WRONG_TYPE, "values", "there must be at least one value")
                    .expected("a list of values")
                    .add();
        }
        return !items.isEmpty();
    }

    private @Nullable Object defaultValue(Section s) {
        SpecNode node = s.node("default");
        return node == null ? null : Values.read(problems, s.pointer("default"), node);
    }

    private @Nullable ParameterSpec categorical(String name, Section s) {
        s.require("values", "a list of values");
        List<SpecNode> items = s.items("values", MAX_VALUES);
        Map<Object, Object> seen = new LinkedHashMap<>();
        Object start = defaultValue(s);
        boolean good = s.node("values") != null && notEmpty(s, items);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer("values"), Integer.toString(i));
            Object value = Values.read(problems, pointer, items.get(i));
            if (value == null) {
                good = false;
                continue;
            }
            Object identity = value instanceof Number n ? (Object) n.doubleValue() : value;
            if (seen.putIfAbsent(identity, value) != null) {
                problems.at(
                                SpecCode.DUPLICATE,
                                pointer,
                                items.get(i).place(),
                                "the value " + Values.show(value) + " is here a second time")
                        .found(Values.show(value))
                        .expected("each value once")
                        .add();
                good = false;
            }
        }
        List<Double> probabilities = probabilities(s, items.size(), good);
        if (!good || probabilities == null || (start == null && s.has("default"))) {
            return null;
        }
        List<Object> values = List.copyOf(seen.values());
        return withDefault(
                s, start, new ParameterSpec.CategoricalSpec(name, values, probabilities, Optional.empty(), Map.of()));
    }

    /** One for each value; empty where none are given; null where they are wrong. */
    private @Nullable List<Double> probabilities(Section s, int values, boolean valuesGood) {
        if (!s.has("probabilities")) {
            return List.of();
        }
        List<SpecNode> items = s.items("probabilities", MAX_VALUES);
        List<Double> out = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer("probabilities"), Integer.toString(i));
            Double p = Scalars.number(problems, pointer, items.get(i));
            if (p == null) {
                return null;
            }
            if (p < 0 || p > 1) {
                problems.at(
                                SpecCode.PROBABILITIES,
                                pointer,
                                items.get(i).place(),
                                "a probability is between 0 and 1, found " + Section.plain(p))
                        .found(Section.plain(p))
                        .expected("0 to 1")
                        .add();
                return null;
            }
            out.add(p);
        }
        if (!(s.node("probabilities") instanceof SpecNode.Items)) {
            return null;
        }
        double sum = out.stream().mapToDouble(Double::doubleValue).sum();
        String wrong = "";
        if (out.size() != values) {
            wrong = "there are " + values + " values but " + out.size() + " probabilities";
        } else if (Math.abs(sum - 1) > 1e-6) {
            wrong = "the probabilities add up to " + Section.plain(Math.rint(sum * 1e6) / 1e6) + ", not to 1";
        }
        if (!wrong.isEmpty() && (valuesGood || out.size() == values)) {
            s.problem(SpecCode.PROBABILITIES, "probabilities", wrong)
                    .expected("one for each value, together 1")
                    .add();
        }
        return wrong.isEmpty() ? out : null;
    }

    private static @Nullable ParameterSpec bool(String name, Section s) {
        Boolean start = s.bool("default");
        if (start == null && s.has("default")) {
            return null;
        }
        return new ParameterSpec.BoolSpec(name, Optional.ofNullable(start), Map.of());
    }

    /** The same parameter with conditions. */
    static ParameterSpec withWhen(ParameterSpec parameter, Map<String, When> when) {
        if (parameter instanceof ParameterSpec.FloatSpec p) {
            return new ParameterSpec.FloatSpec(p.name(), p.min(), p.max(), p.scale(), p.step(), p.defaultValue(), when);
        }
        if (parameter instanceof ParameterSpec.IntSpec p) {
            return new ParameterSpec.IntSpec(p.name(), p.min(), p.max(), p.scale(), p.step(), p.defaultValue(), when);
        }
        if (parameter instanceof ParameterSpec.OrdinalSpec p) {
            return new ParameterSpec.OrdinalSpec(p.name(), p.values(), p.defaultValue(), when);
        }
        if (parameter instanceof ParameterSpec.CategoricalSpec p) {
            return new ParameterSpec.CategoricalSpec(p.name(), p.values(), p.probabilities(), p.defaultValue(), when);
        }
        if (parameter instanceof ParameterSpec.BoolSpec p) {
            return new ParameterSpec.BoolSpec(p.name(), p.defaultValue(), when);
        }
        return parameter;
    }
}
