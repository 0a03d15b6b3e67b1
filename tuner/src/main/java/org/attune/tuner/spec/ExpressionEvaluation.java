package org.attune.tuner.spec;

import java.util.List;
import java.util.Map;
import org.attune.tuner.spec.Expression.Node;

/** Computes an expression. What does not fit (its types were not checked) is NaN or false. */
final class ExpressionEvaluation {

    private final Map<String, Object> values;

    ExpressionEvaluation(Map<String, Object> values) {
        this.values = values;
    }

    Object value(Node node) {
        if (node instanceof Node.Literal n) {
            return n.value();
        }
        if (node instanceof Node.Name n) {
            return values.getOrDefault(n.name(), Double.NaN);
        }
        if (node instanceof Node.Not n) {
            return !isTrue(n.of());
        }
        if (node instanceof Node.Minus n) {
            return arithmetic("-", 0L, value(n.of()));
        }
        if (node instanceof Node.In n) {
            Object value = value(n.value());
            return n.negated() != n.options().stream().anyMatch(o -> Values.same(value, value(o)));
        }
        if (node instanceof Node.Binary n) {
            return binary(n);
        }
        return call((Node.Call) node);
    }

    /** See {@link Expression#violation}. */
    double violation(Node node) {
        if (node instanceof Node.Binary n
                && (n.operator().equals("and") || n.operator().equals("or"))) {
            double left = violation(n.left());
            double right = violation(n.right());
            return n.operator().equals("and") ? Math.max(left, right) : Math.min(left, right);
        }
        boolean holds = isTrue(node);
        double distance = node instanceof Node.Binary n ? distance(n) : Double.NaN;
        if (Double.isNaN(distance)) {
            return holds ? -1 : 1;
        }
        // a strict comparison of equal numbers does not hold, yet their distance is 0
        return holds ? -distance : Math.max(distance, Double.MIN_NORMAL);
    }

    private double distance(Node.Binary n) {
        return switch (n.operator()) {
            case "<", "<=", ">", ">=", "==" -> Math.abs(number(value(n.left())) - number(value(n.right())));
            default -> Double.NaN;
        };
    }

    private boolean isTrue(Node node) {
        return Boolean.TRUE.equals(value(node));
    }

    private Object binary(Node.Binary n) {
        return switch (n.operator()) {
            case "and" -> isTrue(n.left()) && isTrue(n.right());
            case "or" -> isTrue(n.left()) || isTrue(n.right());
            case "==" -> Values.same(value(n.left()), value(n.right()));
            case "!=" -> !Values.same(value(n.left()), value(n.right()));
            case "<", "<=", ">", ">=" -> compare(n.operator(), value(n.left()), value(n.right()));
            default -> arithmetic(n.operator(), value(n.left()), value(n.right()));
        };
    }

    private static boolean compare(String operator, Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            int order = Long.compare(x, y);
            return switch (operator) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
        double x = number(a);
        double y = number(b);
        return switch (operator) {
            case "<" -> x < y;
            case "<=" -> x <= y;
            case ">" -> x > y;
            default -> x >= y;
        };
    }

    private static double number(Object value) {
        return value instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    private static Object arithmetic(String operator, Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            Object whole = whole(operator, x, y);
            if (whole instanceof Long) {
                return whole;
            }
        }
        double x = number(a);
        double y = number(b);
        return switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            default -> x % y;
        };
    }

    /** The exact whole result, or something else where there is none. */
    private static Object whole(String operator, long x, long y) {
        try {
            return switch (operator) {
                case "+" -> (Object) Math.addExact(x, y);
                case "-" -> Math.subtractExact(x, y);
                case "*" -> Math.multiplyExact(x, y);
                case "/" ->
                    y != 0 && y != -1 && x % y == 0
                            ? (Object) (x / y)
                            : y == -1 ? (Object) Math.negateExact(x) : Double.NaN;
                default -> y != 0 ? (Object) (y == -1 ? 0L : x % y) : Double.NaN;
            };
        } catch (ArithmeticException e) {
            return Double.NaN;
        }
    }

    private Object call(Node.Call n) {
        List<Node> arguments = n.arguments();
        if (n.function().equals("if")) {
            return isTrue(arguments.get(0)) ? value(arguments.get(1)) : value(arguments.get(2));
        }
        Object first = value(arguments.get(0));
        double x = number(first);
        return switch (n.function()) {
            case "min", "max" -> extreme(n, first);
            case "abs" -> first instanceof Long l && l != Long.MIN_VALUE ? (Object) Math.abs(l) : Math.abs(x);
            case "log" -> Math.log(x);
            case "exp" -> Math.exp(x);
            case "sqrt" -> Math.sqrt(x);
            case "floor" -> first instanceof Long ? first : rounded(Math.floor(x));
            case "ceil" -> first instanceof Long ? first : rounded(Math.ceil(x));
            default -> power(first, value(arguments.get(1)));
        };
    }

    private Object extreme(Node.Call n, Object first) {
        Object best = first;
        for (Node argument : n.arguments().subList(1, n.arguments().size())) {
            Object value = value(argument);
            if (Double.isNaN(number(value)) || Double.isNaN(number(best))) {
                return Double.NaN;
            }
            if (compare(n.function().equals("min") ? "<" : ">", value, best)) {
                best = value;
            }
        }
        return best instanceof Number ? best : Double.NaN;
    }

    private static Object rounded(double value) {
        return Math.abs(value) < 0x1p53 ? (Object) (long) value : value;
    }

    private static Object power(Object base, Object exponent) {
        double result = Math.pow(number(base), number(exponent));
        boolean whole = base instanceof Long && exponent instanceof Long e && e >= 0;
        return whole ? rounded(result) : result;
    }
}
