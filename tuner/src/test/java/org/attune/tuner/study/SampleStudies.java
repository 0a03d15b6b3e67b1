package org.attune.tuner.study;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.PlacementWish;
import org.attune.cluster.gang.Resources;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.WorkerTemplate;
import org.attune.search.Strategies;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.stopping.StoppingRules;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.spec.StudySpec;

/** Small studies for tests: two parameters, {@code loss} to be minimised. */
public final class SampleStudies {

    /** When every sample study was created, epoch milliseconds. */
    public static final long T0 = 1_700_000_000_000L;

    private static final String BASE = """
            study: sample
            objective: {metric: loss, goal: minimize}
            parameters:
              x: {type: float, min: 0.0, max: 1.0}
              k: {type: int, min: 1, max: 100000}
            strategy: {type: random, seed: 7}
            """;

    private SampleStudies() {}

    /** A study whose trials run on nodes; the lines are added to the spec. */
    public static Study managed(String... lines) {
        return study(String.join("\n", lines) + (has(lines, "trial:") ? "" : "\ntrial: {command: [train]}"));
    }

    /** A study whose trials are run by clients. */
    public static Study external(String... lines) {
        return study(String.join("\n", lines) + "\ntrial: {external: true}");
    }

    private static boolean has(String[] lines, String key) {
        return List.of(lines).stream().anyMatch(line -> line.startsWith(key));
    }

    private static Study study(String lines) {
        String text = lines.contains("objective")
                ? lines + "\n" + BASE.replaceAll("(?m)^objective.*\n", "")
                : lines + "\n" + BASE;
        SpecResult result = SpecReader.read(text, "sample.yaml");
        if (!(result instanceof SpecResult.Valid valid)) {
            throw new IllegalArgumentException(text + "\n" + result);
        }
        return new Study("sample", "ab12cd34", valid.spec(), text, 7, null, StudyState.ACTIVE, "", T0, 0);
    }

    /** The space of every sample study. */
    public static SearchSpace space() {
        return SearchSpace.builder()
                .add(new FloatParameter(
                        "x", 0, 1, Scale.LINEAR, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty()))
                .add(new IntParameter("k", 1, 100_000, Scale.LINEAR, 1, OptionalLong.empty(), Optional.empty()))
                .build();
    }

    /** The strategy of every sample study. */
    public static SearchStrategy strategy() {
        return Strategies.create("random", Map.of(), SearchProblem.of(space(), List.of(Goal.MINIMIZE), 7));
    }

    /** New parts for an engine of this study. */
    public static StudyParts parts(Study study) {
        StudySpec spec = study.spec();
        return new StudyParts(
                space(),
                spec.earlyStopping()
                        .map(rule -> StoppingRules.create(
                                rule.type(), rule.options(), spec.objective().goal())),
                (id, assignment) -> gang(spec, id, assignment.values()),
                "own");
    }

    private static GangRequest gang(StudySpec spec, AttemptId id, Map<String, Object> values) {
        WorkerTemplate template = new WorkerTemplate(
                spec.study(),
                List.of("train"),
                false,
                Map.of(),
                "",
                "{}",
                Map.of("x", String.valueOf(values.get("x"))),
                null,
                MetricSelection.of("loss"),
                Duration.ofSeconds(1),
                null,
                null,
                "loss");
        return new GangRequest(
                id, spec.trial().workers(), new Resources(1, 0, 0), PlacementWish.ANYWHERE, 50, true, template);
    }

    /** No rule, whatever the spec says. */
    public static StudyParts withoutRule(Study study) {
        StudyParts parts = parts(study);
        return new StudyParts(parts.space(), Optional.empty(), parts.gangs(), parts.runner());
    }
}
