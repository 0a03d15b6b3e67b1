package org.attune.tuner.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
import org.attune.tuner.spec.ParameterSpec.When;

/** Makes the search space of a spec. */
public final class SearchSpaces {

    private SearchSpaces() {}

    /**
     * The space, its constraints compiled.
     *
     * @throws IllegalArgumentException if the spec was not checked by {@link SpecReader}
     */
    public static SearchSpace of(StudySpec spec) {
        SearchSpace.Builder builder = SearchSpace.builder();
        spec.parameters().forEach(p -> builder.add(parameter(p)));
        for (String text : spec.constraints()) {
            Expression expression = compiled(text);
            builder.constrain(new Constraint(text, expression.names(), expression::holds));
        }
        return builder.build();
    }

    static Expression compiled(String text) {
        if (Expression.parse(text) instanceof Expression.Result.Parsed parsed) {
            return parsed.expression();
        }
        throw new IllegalArgumentException("not an expression: " + SpecNode.shorten(text));
    }

    private static Parameter parameter(ParameterSpec spec) {
        Optional<Condition> when = condition(spec.when());
        if (spec instanceof ParameterSpec.FloatSpec p) {
            return new FloatParameter(p.name(), p.min(), p.max(), scale(p.scale()), p.step(), p.defaultValue(), when);
        }
        if (spec instanceof ParameterSpec.IntSpec p) {
            return new IntParameter(p.name(), p.min(), p.max(), scale(p.scale()), p.step(), p.defaultValue(), when);
        }
        if (spec instanceof ParameterSpec.OrdinalSpec p) {
            return new OrdinalParameter(p.name(), p.values(), p.defaultValue(), when);
        }
        if (spec instanceof ParameterSpec.CategoricalSpec p) {
            return new CategoricalParameter(p.name(), p.values(), p.probabilities(), p.defaultValue(), when);
        }
        if (spec instanceof ParameterSpec.BoolSpec p) {
            return new BoolParameter(p.name(), p.defaultValue(), when);
        }
        ParameterSpec.ConstantSpec constant = (ParameterSpec.ConstantSpec) spec;
        return new ConstantParameter(constant.name(), constant.value());
    }

    private static Scale scale(ParameterSpec.Scale scale) {
        return Scale.valueOf(scale.name());
    }

    private static Optional<Condition> condition(Map<String, When> when) {
        if (when.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Condition.Test> tests = new LinkedHashMap<>();
        when.forEach((parent, test) -> tests.put(parent, test(test)));
        return Optional.of(new Condition(tests));
    }

    private static Condition.Test test(When when) {
        if (when instanceof When.OneOf oneOf) {
            return new Condition.OneOf(oneOf.values());
        }
        When.Range range = (When.Range) when;
        return new Condition.Range(finite(range.min()), finite(range.max()));
    }

    private static OptionalDouble finite(double bound) {
        return Double.isInfinite(bound) ? OptionalDouble.empty() : OptionalDouble.of(bound);
    }
}
