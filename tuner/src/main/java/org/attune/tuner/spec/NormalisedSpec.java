package org.attune.tuner.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.tuner.spec.ParameterSpec.When;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a spec: JSON in the words of the spec language, every default written in. It is a spec itself:
 * reading it gives the same spec.
 */
public final class NormalisedSpec {

    private NormalisedSpec() {}

    /** Writes a spec. */
    public static ObjectNode toJson(StudySpec spec) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("study", spec.study());
        out.put("description", spec.description());
        texts(out.putObject("labels"), spec.labels());
        out.put("priority", spec.priority());
        if (spec.objectives().size() == 1) {
            objective(out.putObject("objective"), spec.objective());
        } else {
            ArrayNode several = out.putArray("objectives");
            spec.objectives().forEach(o -> objective(several.addObject(), o));
        }
        texts(out.putArray("outcomeConstraints"), spec.outcomeConstraints());
        ObjectNode parameters = out.putObject("parameters");
        spec.parameters().forEach(p -> parameter(parameters, p));
        texts(out.putObject("derived"), spec.derived());
        texts(out.putArray("constraints"), spec.constraints());
        ArrayNode points = out.putArray("seedPoints");
        spec.seedPoints().forEach(p -> points.add(value(p)));
        ObjectNode strategy =
                out.putObject("strategy").put("type", spec.strategy().type());
        spec.strategy().seed().ifPresent(seed -> strategy.put("seed", seed));
        spec.strategy().options().forEach((name, option) -> strategy.set(name, value(option)));
        Optional<StoppingSpec> stopping = spec.earlyStopping();
        if (stopping.isPresent()) {
            ObjectNode node =
                    out.putObject("earlyStopping").put("type", stopping.get().type());
            stopping.get().options().forEach((name, option) -> node.set(name, value(option)));
        } else {
            out.put("earlyStopping", "off");
        }
        out.put("noise", Section.specName(spec.noise()));
        out.put("failures", Section.specName(spec.failures()));
        texts(out.putArray("warmStart"), spec.warmStart());
        ends(out, spec);
        metrics(out.putObject("metrics"), spec.metrics());
        TrialJson.write(out.putObject("trial"), spec.trial());
        spec.export().ifPresent(e -> export(out.putObject("export"), e));
        return out;
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is not a spec; the message names the first problem
     */
    public static StudySpec fromJson(JsonNode json) {
        SpecResult result = SpecReader.read(json, SpecReader.Options.NONE);
        if (result instanceof SpecResult.Valid valid) {
            return valid.spec();
        }
        SpecProblem first = result.all().stream()
                .filter(p -> p.severity() == Severity.ERROR)
                .findFirst()
                .orElseThrow();
        throw new IllegalArgumentException("not a normalised spec: " + first.path() + ": " + first.detail());
    }

    private static void ends(ObjectNode out, StudySpec spec) {
        spec.maxTrials().ifPresent(n -> out.put("maxTrials", n));
        if (spec.parallelism().isPresent()) {
            out.put("parallelism", spec.parallelism().getAsInt());
        } else {
            out.put("parallelism", "auto");
        }
        if (spec.maxFailedTrials().isPresent()) {
            out.put("maxFailedTrials", spec.maxFailedTrials().getAsInt());
        } else {
            out.put("maxFailedTrials", "none");
        }
        StopWhenSpec stop = spec.stopWhen();
        if (!stop.isEmpty()) {
            ObjectNode node = out.putObject("stopWhen");
            duration(node, "duration", stop.duration());
            stop.noProgressTrials().ifPresent(n -> node.put("noProgressTrials", n));
            duration(node, "noProgressFor", stop.noProgressFor());
            stop.deviceHours().ifPresent(h -> node.put("deviceHours", h));
        }
    }

    private static void objective(ObjectNode out, ObjectiveSpec objective) {
        out.put("metric", objective.metric());
        out.put("goal", Section.specName(objective.goal()));
        objective.target().ifPresent(target -> out.put("target", target));
        out.put("take", Section.specName(objective.take()));
    }

    private static void parameter(ObjectNode parameters, ParameterSpec spec) {
        if (spec instanceof ParameterSpec.ConstantSpec p) {
            parameters.set(p.name(), value(p.value()));
            return;
        }
        ObjectNode out = parameters.putObject(spec.name());
        if (spec instanceof ParameterSpec.FloatSpec p) {
            out.put("type", "float").put("min", p.min()).put("max", p.max()).put("scale", Section.specName(p.scale()));
            p.step().ifPresent(step -> out.put("step", step));
            p.defaultValue().ifPresent(d -> out.put("default", d));
        } else if (spec instanceof ParameterSpec.IntSpec p) {
            out.put("type", "int").put("min", p.min()).put("max", p.max()).put("scale", Section.specName(p.scale()));
            out.put("step", p.step());
            p.defaultValue().ifPresent(d -> out.put("default", d));
        } else if (spec instanceof ParameterSpec.OrdinalSpec p) {
            out.put("type", "ordinal").set("values", value(p.values()));
            p.defaultValue().ifPresent(d -> out.set("default", value(d)));
        } else if (spec instanceof ParameterSpec.CategoricalSpec p) {
            out.put("type", "categorical").set("values", value(p.values()));
            if (!p.probabilities().isEmpty()) {
                out.set("probabilities", value(p.probabilities()));
            }
            p.defaultValue().ifPresent(d -> out.set("default", value(d)));
        } else if (spec instanceof ParameterSpec.BoolSpec p) {
            out.put("type", "bool");
            p.defaultValue().ifPresent(d -> out.put("default", d));
        }
        if (!spec.when().isEmpty()) {
            ObjectNode when = out.putObject("when");
            spec.when().forEach((parent, test) -> when.set(parent, condition(test)));
        }
    }

    private static JsonNode condition(When when) {
        if (when instanceof When.OneOf oneOf) {
            return value(oneOf.values());
        }
        When.Range range = (When.Range) when;
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (Double.isFinite(range.min())) {
            out.put("min", range.min());
        }
        if (Double.isFinite(range.max())) {
            out.put("max", range.max());
        }
        return out;
    }

    private static void metrics(ObjectNode out, MetricsSpec metrics) {
        if (metrics.collectAll()) {
            out.put("collect", "all");
        } else {
            texts(out.putArray("collect"), metrics.collect());
        }
        ArrayNode patterns = out.putArray("regex");
        for (MetricsSpec.MetricPattern pattern : metrics.regex()) {
            ObjectNode node = patterns.addObject();
            pattern.name().ifPresent(name -> node.put("name", name));
            node.put("pattern", pattern.pattern());
        }
        metrics.tensorboardDir().ifPresent(dir -> out.putObject("tensorboard").put("dir", dir));
        out.put("mlflow", metrics.mlflow());
        out.put("ranks", Section.specName(metrics.ranks()));
        if (metrics.ranks() == MetricsSpec.Ranks.ALL) {
            out.put("reduce", Section.specName(metrics.reduce()));
        }
    }

    private static void export(ObjectNode out, ExportSpec export) {
        out.put("count", export.count());
        texts(out.putArray("command"), export.command());
        TrialJson.image(out, export.image(), export.build());
        texts(out.putArray("metrics"), export.metrics());
    }

    static void duration(ObjectNode out, String key, Optional<Duration> duration) {
        duration.ifPresent(d -> out.put(key, Quantities.format(d)));
    }

    static void texts(ArrayNode out, List<String> texts) {
        texts.forEach(out::add);
    }

    static void texts(ObjectNode out, Map<String, String> texts) {
        texts.forEach(out::put);
    }

    /** Long, Double, String, Boolean, or lists and maps of them. */
    private static JsonNode value(@Nullable Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value instanceof Long l) {
            return json.numberNode(l);
        }
        if (value instanceof Number n) {
            return json.numberNode(n.doubleValue());
        }
        if (value instanceof Boolean b) {
            return json.booleanNode(b);
        }
        if (value instanceof List<?> list) {
            ArrayNode out = json.arrayNode();
            list.forEach(item -> out.add(value(item)));
            return out;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode out = json.objectNode();
            map.forEach((key, item) -> out.set(String.valueOf(key), value(item)));
            return out;
        }
        return json.textNode(String.valueOf(value));
    }
}
