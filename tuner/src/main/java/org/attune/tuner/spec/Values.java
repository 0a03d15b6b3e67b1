package org.attune.tuner.spec;

import java.util.List;
import java.util.stream.Collectors;
import org.attune.tuner.spec.SpecNode.Kind;
import org.jspecify.annotations.Nullable;

/** Values of parameters: Long, Double, String or Boolean. */
final class Values {

    private Values() {}

    /** The value of a scalar; null, reported, where it is none. */
    static @Nullable Object read(Problems problems, String pointer, SpecNode node) {
        if (node instanceof SpecNode.Broken) {
            return null;
        }
        if (node instanceof SpecNode.Scalar s && s.kind() != Kind.NULL) {
            if (s.value() instanceof Number) {
                Double finite = Scalars.number(problems, pointer, node);
                return finite == null || s.value() instanceof Long ? (finite == null ? null : s.value()) : finite;
            }
            return Scalars.text(problems, pointer, asText(s), 1000) == null ? null : s.value();
        }
        Scalars.wrongType(problems, pointer, node, "a number, a text, true or false")
                .add();
        return null;
    }

    private static SpecNode.Scalar asText(SpecNode.Scalar s) {
        return new SpecNode.Scalar(Kind.TEXT, s.text(), s.text(), s.raw(), s.place());
    }

    /** Whether two values mean the same: numbers by their value, everything else by equality. */
    static boolean same(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return (x instanceof Long && y instanceof Long) ? x.equals(y) : x.doubleValue() == y.doubleValue();
        }
        return a.equals(b);
    }

    /**
     * The value as the parameter holds it (a whole number for an int, one of the listed ones for a choice), or null if
     * it cannot take it.
     */
    static @Nullable Object canonical(ParameterSpec parameter, Object value) {
        if (parameter instanceof ParameterSpec.FloatSpec p) {
            return value instanceof Number n ? floatValue(p, n.doubleValue()) : null;
        }
        if (parameter instanceof ParameterSpec.IntSpec p) {
            return value instanceof Number n ? intValue(p, n) : null;
        }
        if (parameter instanceof ParameterSpec.BoolSpec) {
            return value instanceof Boolean ? value : null;
        }
        return listed(parameter, value);
    }

    private static @Nullable Object listed(ParameterSpec parameter, Object value) {
        List<Object> values = List.of();
        if (parameter instanceof ParameterSpec.OrdinalSpec p) {
            values = p.values();
        } else if (parameter instanceof ParameterSpec.CategoricalSpec p) {
            values = p.values();
        } else if (parameter instanceof ParameterSpec.ConstantSpec p) {
            values = List.of(p.value());
        }
        return values.stream().filter(v -> same(v, value)).findFirst().orElse(null);
    }

    private static @Nullable Object floatValue(ParameterSpec.FloatSpec p, double value) {
        if (!(value >= p.min() && value <= p.max())) {
            return null;
        }
        if (p.step().isPresent()) {
            double steps = (value - p.min()) / p.step().getAsDouble();
            if (Math.abs(steps - Math.rint(steps)) > 1e-6) {
                return null;
            }
        }
        return value;
    }

    private static @Nullable Object intValue(ParameterSpec.IntSpec p, Number value) {
        double d = value.doubleValue();
        if (d != Math.rint(d) || d < p.min() || d > p.max()) {
            return null;
        }
        long whole = value.longValue();
        return (whole - p.min()) % p.step() == 0 ? (Object) whole : null;
    }

    /** What a parameter can be, in words. */
    static String domain(ParameterSpec parameter) {
        if (parameter instanceof ParameterSpec.FloatSpec p) {
            String step = p.step().isPresent()
                    ? " in steps of " + Section.plain(p.step().getAsDouble())
                    : "";
            return "a number from " + Section.plain(p.min()) + " to " + Section.plain(p.max()) + step;
        }
        if (parameter instanceof ParameterSpec.IntSpec p) {
            String step = p.step() == 1 ? "" : " in steps of " + p.step();
            return "a whole number from " + p.min() + " to " + p.max() + step;
        }
        if (parameter instanceof ParameterSpec.OrdinalSpec p) {
            return "one of " + list(p.values());
        }
        if (parameter instanceof ParameterSpec.CategoricalSpec p) {
            return "one of " + list(p.values());
        }
        if (parameter instanceof ParameterSpec.ConstantSpec p) {
            return "the constant " + show(p.value());
        }
        return "true or false";
    }

    private static String list(List<Object> values) {
        String shown = values.stream().limit(10).map(Values::show).collect(Collectors.joining(", "));
        return values.size() > 10 ? shown + ", …" : shown;
    }

    /** A value for a message. */
    static String show(Object value) {
        if (value instanceof Double d) {
            return Section.plain(d);
        }
        return value instanceof String s ? "\"" + SpecNode.shorten(s) + "\"" : value.toString();
    }
}
