package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.attune.tuner.spec.Expression.Mistake;
import org.attune.tuner.spec.Expression.Node;
import org.jspecify.annotations.Nullable;

/**
 * Finds the type of an expression and what does not fit in it; a part that is wrong fits everywhere, so that it is
 * told once.
 */
final class ExpressionTypes {

    private final String text;
    private final Function<String, Expression.@Nullable Type> names;
    private final List<Mistake> mistakes = new ArrayList<>();

    ExpressionTypes(String text, Function<String, Expression.@Nullable Type> names) {
        this.text = text;
        this.names = names;
    }

    List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    void expect(Node node, Expression.Type expected, String what) {
        Expression.Type type = typeOf(node);
        if (!type.fits(expected)) {
            typing(node, what + " must be " + expected.words() + ", but " + shown(node) + " is " + type.words());
        }
    }

    private String shown(Node node) {
        return "\""
                + SpecNode.shorten(
                        text.substring(Math.min(node.from(), text.length()), Math.min(node.to(), text.length())))
                + "\"";
    }

    private void typing(Node node, String detail) {
        mistakes.add(new Mistake(detail, node.from(), Math.max(node.to(), node.from() + 1), true, null));
    }

    private Expression.Type typeOf(Node node) {
        if (node instanceof Node.Literal n) {
            return Expression.Type.of(n.value());
        }
        if (node instanceof Node.Name n) {
            Expression.Type type = names.apply(n.name());
            if (type == null) {
                mistakes.add(new Mistake(
                        "there is no \"" + SpecNode.shorten(n.name()) + "\"", n.from(), n.to(), false, n.name()));
                return Expression.Type.ANY;
            }
            return type;
        }
        if (node instanceof Node.Not n) {
            expect(n.of(), Expression.Type.BOOL, "what not applies to");
            return Expression.Type.BOOL;
        }
        if (node instanceof Node.Minus n) {
            expect(n.of(), Expression.Type.NUMBER, "what - applies to");
            return Expression.Type.NUMBER;
        }
        if (node instanceof Node.Binary n) {
            return binary(n);
        }
        if (node instanceof Node.In n) {
            Expression.Type type = typeOf(n.value());
            for (Node option : n.options()) {
                alike(n.value(), type, option, typeOf(option));
            }
            return Expression.Type.BOOL;
        }
        return call((Node.Call) node);
    }

    private Expression.Type binary(Node.Binary n) {
        switch (n.operator()) {
            case "and", "or" -> {
                expect(n.left(), Expression.Type.BOOL, "each side of " + n.operator());
                expect(n.right(), Expression.Type.BOOL, "each side of " + n.operator());
                return Expression.Type.BOOL;
            }
            case "==", "!=" -> {
                alike(n.left(), typeOf(n.left()), n.right(), typeOf(n.right()));
                return Expression.Type.BOOL;
            }
            default -> {
                expect(n.left(), Expression.Type.NUMBER, "each side of " + n.operator());
                expect(n.right(), Expression.Type.NUMBER, "each side of " + n.operator());
                return "+-*/%".contains(n.operator()) ? Expression.Type.NUMBER : Expression.Type.BOOL;
            }
        }
    }

    private void alike(Node left, Expression.Type leftType, Node right, Expression.Type rightType) {
        if (!leftType.fits(rightType)) {
            typing(
                    right,
                    shown(left) + " is " + leftType.words() + ", but " + shown(right) + " is " + rightType.words());
        }
    }

    private Expression.Type call(Node.Call n) {
        List<Node> arguments = n.arguments();
        if (n.function().equals("if")) {
            expect(arguments.get(0), Expression.Type.BOOL, "the first value of if");
            Expression.Type yes = typeOf(arguments.get(1));
            Expression.Type no = typeOf(arguments.get(2));
            alike(arguments.get(1), yes, arguments.get(2), no);
            return yes == no ? yes : Expression.Type.ANY;
        }
        arguments.forEach(a -> expect(a, Expression.Type.NUMBER, "a value of " + n.function()));
        return Expression.Type.NUMBER;
    }
}
