package org.attune.tuner.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.PlacementWish;
import org.attune.cluster.gang.Resources;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.RegexMetric;
import org.attune.runner.worker.WorkerTemplate;
import org.attune.search.Strategies;
import org.attune.search.space.Assignment;
import org.attune.search.space.SearchSpace;
import org.attune.search.stopping.StoppingRule;
import org.attune.search.stopping.StoppingRules;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Patience;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.tuner.spec.Derived;
import org.attune.tuner.spec.MetricsSpec;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.OutcomeConstraints;
import org.attune.tuner.spec.ResourcesSpec;
import org.attune.tuner.spec.SearchSpaces;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.TrialSpec;
import org.attune.tuner.study.EarlierTrial;
import org.attune.tuner.study.GangTemplate;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyParts;
import org.jspecify.annotations.Nullable;

/**
 * What a study's spec and seed come to, read once: its space, its strategy, and the gang of each attempt.
 *
 * @param strategy proposes trials; may be asked from any thread
 */
record Blueprint(StudySpec spec, SearchSpace space, SearchStrategy strategy, GangTemplate gangs) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Far beyond what a proposal takes: a machine that is so busy would stand still otherwise. */
    private static final Patience PATIENCE =
            new Patience(System::nanoTime, Duration.ofSeconds(10).toNanos());

    /**
     * Reads a spec whose seed does not matter.
     *
     * @throws IllegalArgumentException when the strategy cannot work on the space, saying why
     */
    static Blueprint of(StudySpec spec) {
        return of(spec, 0, null, List.of());
    }

    /** Reads a spec with a seed, without what it starts from. */
    static Blueprint of(StudySpec spec, long seed) {
        return of(spec, seed, null, List.of());
    }

    /** Reads a study's spec, and what it starts from. */
    static Blueprint of(Study study) {
        return of(study.spec(), study.seed(), study.filesDigest(), study.earlier());
    }

    private static Blueprint of(StudySpec spec, long seed, @Nullable String filesDigest, List<EarlierTrial> earlier) {
        SearchSpace space = SearchSpaces.of(spec);
        SearchProblem problem = problem(spec, space, seed).withEarlier(WarmStart.records(spec, space, earlier));
        SearchStrategy inner = strategy(spec, problem);
        SearchStrategy strategy = Strategies.withSeedPoints(inner, space, spec.seedPoints(), true);
        return new Blueprint(spec, space, strategy, (id, point) -> gang(spec, filesDigest, id, point));
    }

    /** Where a rule of rungs ends trials, the strategy learns from what they came to. */
    private static SearchStrategy strategy(StudySpec spec, SearchProblem problem) {
        String type = spec.strategy().type();
        Optional<StoppingRule> rule = rule(spec).filter(StoppingRule::halves);
        return rule.isPresent()
                ? Strategies.guided(
                        type, spec.strategy().options(), problem, rule.get().rungs())
                : Strategies.create(type, spec.strategy().options(), problem, PATIENCE);
    }

    private static Optional<StoppingRule> rule(StudySpec spec) {
        return spec.earlyStopping()
                .map(stopping -> StoppingRules.create(
                        stopping.type(), stopping.options(), spec.objective().goal()));
    }

    private static SearchProblem problem(StudySpec spec, SearchSpace space, long seed) {
        List<Goal> goals = spec.objectives().stream().map(ObjectiveSpec::goal).toList();
        SearchProblem problem = SearchProblem.of(space, goals, seed);
        if (spec.maxTrials().isPresent()) {
            problem = problem.withBudget(spec.maxTrials().getAsInt());
        }
        return problem.withNoise(SearchProblem.Noise.valueOf(spec.noise().name()))
                .withFailures(
                        SearchProblem.FailurePolicy.valueOf(spec.failures().name()));
    }

    /** New parts for an engine. */
    StudyParts parts() {
        return new StudyParts(space, rule(spec), gangs, spec.trial().runner());
    }

    private static GangRequest gang(StudySpec spec, @Nullable String files, AttemptId id, Assignment point) {
        TrialSpec trial = spec.trial();
        Map<String, Object> values = new LinkedHashMap<>(point.values());
        values.putAll(Derived.values(spec, point.values(), trial.workers()));
        ResourcesSpec each = trial.resources();
        return new GangRequest(
                id,
                trial.workers(),
                new Resources(each.cpus(), each.memoryBytes(), each.gpuShare().isPresent() ? 1 : each.gpus()),
                new PlacementWish(
                        constraints(trial),
                        trial.placement().maxWorkersPerNode().orElse(0)),
                spec.priority(),
                trial.onLost().orElse(TrialSpec.OnLost.REPLACE) == TrialSpec.OnLost.REPLACE,
                template(spec, files, values));
    }

    /** Containers run where an engine answers, and devices are as they are asked for; nodes say both by labels. */
    private static List<String> constraints(TrialSpec trial) {
        List<String> constraints = new ArrayList<>(trial.placement().constraints());
        if (trial.runtime() == TrialSpec.RuntimeKind.DOCKER) {
            constraints.add("exists docker");
        }
        ResourcesSpec each = trial.resources();
        if (each.gpuMemoryBytes() > 0) {
            constraints.add("gpu.memory > " + ((each.gpuMemoryBytes() >> 20) - 1));
        }
        if (each.gpuShare().isPresent()) {
            constraints.add("gpu.shared = true");
            // labels have four digits
            constraints.add(String.format(
                    Locale.ROOT, "gpu.share > %.6f", each.gpuShare().getAsDouble() - 0.0001));
        } else if (each.gpus() > 0) {
            constraints.add("gpu.shared != true");
        }
        return constraints;
    }

    private static WorkerTemplate template(StudySpec spec, @Nullable String files, Map<String, Object> values) {
        TrialSpec trial = spec.trial();
        Map<String, String> texts = new LinkedHashMap<>();
        ObjectNode json = JSON.createObjectNode();
        values.forEach((name, value) -> {
            texts.put(name, String.valueOf(value));
            json.putPOJO(name, value);
        });
        WorkerTemplate process = new WorkerTemplate(
                spec.study(),
                trial.command(),
                trial.args() == TrialSpec.ArgsMode.AUTO,
                trial.env(),
                trial.workdir().orElse(""),
                json.toString(),
                texts,
                files,
                metrics(spec),
                trial.stopGrace(),
                trial.timeout().orElse(null),
                trial.freezeTimeout().orElse(null),
                spec.objective().metric());
        return trial.runtime() == TrialSpec.RuntimeKind.DOCKER
                ? process.in(Images.container(spec.study(), trial))
                : process;
    }

    private static MetricSelection metrics(StudySpec spec) {
        MetricsSpec metrics = spec.metrics();
        List<String> collect = new ArrayList<>();
        spec.objectives().forEach(objective -> collect.add(objective.metric()));
        OutcomeConstraints.of(spec).metrics().stream()
                .filter(name -> !collect.contains(name))
                .forEach(collect::add);
        if (metrics.collectAll()) {
            collect.add("**");
        }
        metrics.collect().stream().filter(name -> !collect.contains(name)).forEach(collect::add);
        List<RegexMetric> regex = metrics.regex().stream()
                .map(pattern -> new RegexMetric(pattern.name().orElse(null), pattern.pattern()))
                .toList();
        String ranks = metrics.ranks() == MetricsSpec.Ranks.ALL ? MetricSelection.ALL : MetricSelection.FIRST;
        return new MetricSelection(collect, regex, ranks);
    }
}
