package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.attune.tuner.spec.Expression.Mistake;
import org.jspecify.annotations.Nullable;

/** Reads the expressions of a spec and reports what is wrong in them at its own column. */
final class ExpressionReader {

    static final int MAX_CONSTRAINTS = 1000;

    private final Problems problems;
    private final Map<String, Expression.Type> types = new LinkedHashMap<>();
    private final List<Expression> parsedConstraints = new ArrayList<>();

    ExpressionReader(Problems problems, Map<String, Optional<ParameterSpec>> parameters) {
        this.problems = problems;
        parameters.forEach((name, spec) ->
                types.put(name, spec.map(ExpressionReader::typeOf).orElse(Expression.Type.ANY)));
    }

    /** The type of a parameter's values. */
    static Expression.Type typeOf(ParameterSpec parameter) {
        List<Object> values = List.of();
        if (parameter instanceof ParameterSpec.CategoricalSpec p) {
            values = p.values();
        } else if (parameter instanceof ParameterSpec.ConstantSpec p) {
            values = List.of(p.value());
        } else if (parameter instanceof ParameterSpec.BoolSpec) {
            return Expression.Type.BOOL;
        } else {
            return Expression.Type.NUMBER;
        }
        List<Expression.Type> types =
                values.stream().map(Expression.Type::of).distinct().toList();
        return types.size() == 1 ? types.get(0) : Expression.Type.ANY;
    }

    /** The constraints that are right. */
    List<Expression> parsedConstraints() {
        return parsedConstraints;
    }

    /** The derived values by name; each may use those above it. All names are in the result, wrong ones too. */
    Map<String, String> derived(Section study) {
        Map<String, String> out = new LinkedHashMap<>();
        Map<String, Expression.Type> known = new LinkedHashMap<>(types);
        known.put("workers", Expression.Type.NUMBER);
        for (SpecNode.Entry entry : study.entries("derived", MAX_CONSTRAINTS)) {
            String name = entry.key();
            String pointer = Problems.child(study.pointer("derived"), name);
            if (!ParameterReader.checkName(problems, pointer, entry.keyPlace(), name, "derived value's")) {
                continue;
            }
            if (types.containsKey(name)) {
                problems.at(SpecCode.DUPLICATE, pointer, entry.keyPlace(), "\"" + name + "\" is a parameter already")
                        .found(name)
                        .expected("another name")
                        .add();
                continue;
            }
            Expression expression = read(pointer, entry.value(), known::get, Expression.Type.ANY);
            out.put(name, expression == null ? "" : expression.text());
            known.put(name, Expression.Type.ANY);
        }
        return out;
    }

    List<String> constraints(Section study) {
        return list(study, "constraints", types::get, parsedConstraints);
    }

    List<String> outcomeConstraints(Section study) {
        return list(study, "outcomeConstraints", name -> Expression.Type.NUMBER, new ArrayList<>());
    }

    private List<String> list(
            Section study, String key, Function<String, Expression.@Nullable Type> known, List<Expression> good) {
        List<String> out = new ArrayList<>();
        List<SpecNode> items = study.items(key, MAX_CONSTRAINTS);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(study.pointer(key), Integer.toString(i));
            Expression expression = read(pointer, items.get(i), known, Expression.Type.BOOL);
            if (expression != null) {
                good.add(expression);
                out.add(expression.text());
            }
        }
        return out;
    }

    private @Nullable Expression read(
            String pointer,
            SpecNode node,
            Function<String, Expression.@Nullable Type> known,
            Expression.Type expected) {
        boolean number = node instanceof SpecNode.Scalar s && s.value() instanceof Number;
        String text = number && expected == Expression.Type.ANY
                ? ((SpecNode.Scalar) node).text()
                : Scalars.text(problems, pointer, node, 4 * Expression.MAX_LENGTH);
        if (text == null || !(node instanceof SpecNode.Scalar scalar)) {
            return null;
        }
        Expression.Result result = Expression.parse(text);
        if (result instanceof Expression.Result.Failed failed) {
            report(pointer, scalar, failed.mistake(), SpecCode.EXPRESSION, null);
            return null;
        }
        Expression expression = ((Expression.Result.Parsed) result).expression();
        List<Mistake> mistakes = expression.check(known, expected);
        for (Mistake mistake : mistakes) {
            String name = mistake.name();
            Suggestion near = name == null
                    ? null
                    : Nearest.to(name, types.keySet())
                            .map(n -> new Suggestion("did you mean \"" + n + "\"?", n))
                            .orElse(null);
            report(pointer, scalar, mistake, name == null ? SpecCode.EXPRESSION_TYPE : SpecCode.UNKNOWN_NAME, near);
        }
        return mistakes.isEmpty() ? expression : null;
    }

    private void report(
            String pointer, SpecNode.Scalar scalar, Mistake mistake, SpecCode code, @Nullable Suggestion near) {
        String text = scalar.text();
        String found = text.substring(Math.min(mistake.from(), text.length()), Math.min(mistake.to(), text.length()));
        problems.at(code, pointer, scalar.part(mistake.from(), mistake.to()), mistake.detail())
                .found(SpecNode.shorten(found))
                .suggest(near)
                .add();
    }
}
