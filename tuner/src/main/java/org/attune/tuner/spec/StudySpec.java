package org.attune.tuner.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A study spec that has been read and checked, with every default written in. All collections are immutable and keep
 * the order of the text.
 *
 * @param study the study's name, {@code [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?}
 * @param description free text, empty when none was given
 * @param labels labels by key
 * @param priority 0 to 100, the weight among the studies of one owner; 50 by default
 * @param objectives one or more; the first one is the objective wherever only one is used
 * @param outcomeConstraints expressions over metrics
 * @param parameters the search space, in the order of the spec
 * @param derived expressions by the name of the value that they compute
 * @param constraints expressions over parameters that every assignment satisfies
 * @param seedPoints assignments to try first; each may be partial. Values are Long, Double, String or Boolean
 * @param strategy what proposes the trials
 * @param earlyStopping what stops poor trials, empty when off
 * @param noise whether a point may be repeated
 * @param failures what the model learns from a failed trial
 * @param warmStart names of studies whose results are prior knowledge
 * @param maxTrials the number of trials, empty when something else ends the study
 * @param parallelism trials at once, empty for {@code auto}: as many as fit
 * @param maxFailedTrials the number of failed trials at which the study ends as failed, empty for no limit
 * @param stopWhen further ends of the study
 * @param metrics which metrics are collected and how
 * @param trial how one trial is run
 * @param export what is made of the best trials afterwards
 */
public record StudySpec(
        String study,
        String description,
        Map<String, String> labels,
        int priority,
        List<ObjectiveSpec> objectives,
        List<String> outcomeConstraints,
        List<ParameterSpec> parameters,
        Map<String, String> derived,
        List<String> constraints,
        List<Map<String, Object>> seedPoints,
        StrategySpec strategy,
        Optional<StoppingSpec> earlyStopping,
        Noise noise,
        FailureLearning failures,
        List<String> warmStart,
        OptionalInt maxTrials,
        OptionalInt parallelism,
        OptionalInt maxFailedTrials,
        StopWhenSpec stopWhen,
        MetricsSpec metrics,
        TrialSpec trial,
        Optional<ExportSpec> export) {

    /** Copies every collection. */
    public StudySpec {
        labels = ordered(labels);
        objectives = List.copyOf(objectives);
        outcomeConstraints = List.copyOf(outcomeConstraints);
        parameters = List.copyOf(parameters);
        derived = ordered(derived);
        constraints = List.copyOf(constraints);
        seedPoints = seedPoints.stream().map(StudySpec::ordered).toList();
        warmStart = List.copyOf(warmStart);
        if (objectives.isEmpty()) {
            throw new IllegalArgumentException("a study has at least one objective");
        }
    }

    /** Whether a point of the search space may be tried again. */
    public enum Noise {
        /** Never repeat a point. */
        LOW,
        /** Repeat points and average. */
        HIGH
    }

    /** What the model learns from a failed trial. */
    public enum FailureLearning {
        /** It is as bad as the worst seen. */
        WORST,
        /** Nothing. */
        IGNORE,
        /** The point breaks a constraint that nobody wrote down. */
        INFEASIBLE
    }

    /** The first objective. */
    public ObjectiveSpec objective() {
        return objectives.get(0);
    }

    /** The parameter of this name, if there is one. O(number of parameters). */
    public Optional<ParameterSpec> parameter(String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** An immutable copy that keeps the order. */
    static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
