package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a study demands of its trials' metrics. They are known only once a trial has ended. An expression may name
 * parameters too; one that names an inactive parameter holds.
 */
public final class OutcomeConstraints {

    private final List<Expression> expressions;
    private final Set<String> parameters;

    private OutcomeConstraints(List<Expression> expressions, Set<String> parameters) {
        this.expressions = expressions;
        this.parameters = parameters;
    }

    /**
     * The outcome constraints of a spec, compiled.
     *
     * @throws IllegalArgumentException if the spec was not checked by {@link SpecReader}
     */
    public static OutcomeConstraints of(StudySpec spec) {
        return new OutcomeConstraints(
                spec.outcomeConstraints().stream().map(SearchSpaces::compiled).toList(),
                spec.parameters().stream().map(ParameterSpec::name).collect(Collectors.toSet()));
    }

    /** Names of the metrics that they look at, in alphabetical order. */
    public Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        expressions.forEach(expression -> names.addAll(expression.names()));
        names.removeAll(parameters);
        return names;
    }

    /** The first metric that they look at and that is not among these. */
    public Optional<String> missing(Map<String, Double> metrics) {
        return metrics().stream().filter(name -> !metrics.containsKey(name)).findFirst();
    }

    /**
     * By how much each is violated, in their order, 0 or less where it holds; see {@link Expression#violation}. Empty
     * when there are none, or a metric that they look at is missing.
     */
    public List<Double> violations(Map<String, Object> assignment, Map<String, Double> metrics) {
        if (missing(metrics).isPresent()) {
            return List.of();
        }
        Map<String, Object> values = values(assignment, metrics);
        List<Double> violations = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            violations.add(
                    expression.holds(values) ? Math.min(0, amount(expression, values)) : amount(expression, values));
        }
        return violations;
    }

    private static double amount(Expression expression, Map<String, Object> values) {
        return values.keySet().containsAll(expression.names()) ? expression.violation(values) : 0;
    }

    /** What does not hold, as a sentence with the values in it; empty when all do or a metric is missing. */
    public Optional<String> broken(Map<String, Object> assignment, Map<String, Double> metrics) {
        if (missing(metrics).isPresent()) {
            return Optional.empty();
        }
        Map<String, Object> values = values(assignment, metrics);
        return expressions.stream()
                .filter(expression -> !expression.holds(values))
                .findFirst()
                .map(expression -> "\"" + expression.text() + "\" does not hold: "
                        + expression.names().stream()
                                .map(name -> name + " is " + values.get(name))
                                .collect(Collectors.joining(", ")));
    }

    private static Map<String, Object> values(Map<String, Object> assignment, Map<String, Double> metrics) {
        Map<String, Object> values = new LinkedHashMap<>(assignment);
        values.putAll(metrics);
        return values;
    }
}
