package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.attune.tuner.spec.ObjectiveSpec.Take;
import org.attune.tuner.spec.StudySpec.FailureLearning;
import org.attune.tuner.spec.StudySpec.Noise;
import org.attune.tuner.spec.TrialSpec.External;
import org.attune.tuner.spec.TrialSpec.Network;
import org.jspecify.annotations.Nullable;

/** Reads the top level of a spec, and what spans several of its sections. */
final class StudyReader {

    static final int MAX_TRIALS = 1_000_000;
    private static final int MAX_LABELS = 64;
    private static final int MAX_SEED_POINTS = 1000;
    private static final int USUAL_PRIORITY = 50;

    private final Section s;
    private final @Nullable String studyId;
    private final Problems problems;

    StudyReader(SpecNode.Mapping root, @Nullable String studyId, Problems problems) {
        this.s = new Section(root, "#", Shape.STUDY.keys(), problems);
        this.studyId = studyId;
        this.problems = problems;
    }

    /** The spec, or null where it has problems. */
    @Nullable
    StudySpec read() {
        String study = study();
        Map<String, Optional<ParameterSpec>> parameters = parameters();
        SearchReader search = new SearchReader(problems);
        Optional<StoppingSpec> stopping = search.stopping(s);
        Take usual = stopping.isPresent() ? Take.BEST : Take.LAST;
        List<ObjectiveSpec> objectives = new ObjectiveReader(problems, usual).read(s);
        ExpressionReader expressions = new ExpressionReader(problems, parameters);
        Map<String, String> derived = expressions.derived(s);
        checkVariables(parameters, derived);
        List<String> constraints = expressions.constraints(s);
        List<String> outcomes = expressions.outcomeConstraints(s);
        List<Map<String, Object>> points =
                new SeedPointReader(problems, parameters, expressions.parsedConstraints()).read(s, MAX_SEED_POINTS);
        StrategySpec strategy = search.strategy(s);
        StopWhenSpec stopWhen = search.stopWhen(s);
        List<String> known = new ArrayList<>(parameters.keySet());
        known.addAll(derived.keySet());
        TrialSpec trial = trial(known);
        MetricsSpec metrics = new MetricsReader(problems).read(s);
        checkNetwork(metrics, trial);
        OptionalInt maxTrials = s.integer("maxTrials", 1, MAX_TRIALS);
        External external = trial == null ? External.ALLOWED : trial.external();
        checkEnd(strategy, stopWhen, external);
        List<ParameterSpec> specs =
                parameters.values().stream().flatMap(Optional::stream).toList();
        if (study == null || trial == null || objectives.isEmpty()) {
            readRest(known);
            return null;
        }
        StudySpec spec = new StudySpec(
                study,
                description(),
                labels(),
                priority(),
                objectives,
                outcomes,
                specs,
                derived,
                constraints,
                points,
                strategy,
                stopping,
                noise(),
                failures(),
                warmStart(),
                maxTrials,
                parallelism(),
                maxFailed(maxTrials, external),
                stopWhen,
                metrics,
                trial,
                export(known));
        if (!problems.hasErrors()) {
            search.check(s, spec);
        }
        return problems.hasErrors() ? null : spec;
    }

    /** Reads what stands alone, for its problems only. */
    private void readRest(List<String> known) {
        description();
        labels();
        priority();
        noise();
        failures();
        warmStart();
        parallelism();
        maxFailed(OptionalInt.empty(), External.ALLOWED);
        export(known);
    }

    private String description() {
        return Optional.ofNullable(s.text("description", 10_000)).orElse("");
    }

    private int priority() {
        return s.integer("priority", 0, 100, USUAL_PRIORITY);
    }

    private Noise noise() {
        return s.choice("noise", Noise.class, Noise.LOW);
    }

    private FailureLearning failures() {
        return s.choice("failures", FailureLearning.class, FailureLearning.WORST);
    }

    private void checkNetwork(MetricsSpec metrics, @Nullable TrialSpec trial) {
        if (trial != null && metrics.mlflow() && trial.network() == Network.NONE) {
            s.problem(SpecCode.CONFLICT, "metrics", "mlflow: true needs the API, which network: none cuts off")
                    .add();
        }
    }

    private @Nullable String study() {
        String given = studyId;
        if (given != null && !s.has("study")) {
            if (Names.STUDY.matcher(given).matches()) {
                return given;
            }
            badStudy("studyId", s.place(), given);
            return null;
        }
        if (!s.require("study", "the study's name")) {
            return null;
        }
        String name = s.text("study", 1000);
        if (name == null) {
            return null;
        }
        if (!Names.STUDY.matcher(name).matches()) {
            badStudy("study", s.placeOf("study"), name);
            return null;
        }
        if (given != null && !given.equals(name)) {
            s.problem(
                            SpecCode.CONFLICT,
                            "study",
                            "the spec's study is \"" + name + "\", but studyId is \"" + SpecNode.shorten(given) + "\"")
                    .expected("the same name, or one of the two")
                    .add();
            return null;
        }
        return name;
    }

    private void badStudy(String key, Place place, String name) {
        String slug = Names.slug(name);
        String detail = name.length() > 63
                        && Names.STUDY.matcher(name.substring(0, 63)).matches()
                ? "a study's name has at most 63 characters"
                : "a study's name holds lower-case letters, digits and -, found \"" + SpecNode.shorten(name) + "\"";
        problems.at(SpecCode.BAD_NAME, Problems.child("#", key), place, detail)
                .found(SpecNode.shorten(name))
                .expected("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
                .suggest(slug.isEmpty() ? null : new Suggestion("did you mean \"" + slug + "\"?", slug))
                .add();
    }

    private Map<String, String> labels() {
        Map<String, String> labels = s.textMap("labels", MAX_LABELS, 200);
        if (s.node("labels") instanceof SpecNode.Mapping mapping) {
            for (SpecNode.Entry entry : mapping.entries()) {
                if (!Names.LABEL.matcher(entry.key()).matches()) {
                    String shown = SpecNode.shorten(entry.key());
                    problems.at(
                                    SpecCode.BAD_NAME,
                                    Problems.child(s.pointer("labels"), entry.key()),
                                    entry.keyPlace(),
                                    "\"" + shown + "\" is not the key of a label")
                            .found(shown)
                            .expected("letters, digits, _ . / - inside, at most 128 characters")
                            .add();
                }
            }
        }
        return labels;
    }

    private Map<String, Optional<ParameterSpec>> parameters() {
        if (!s.require("parameters", "what to vary, such as {lr: {type: float, min: 1.0e-4, max: 1.0, scale: log}}")) {
            return Map.of();
        }
        Map<String, Optional<ParameterSpec>> plain = new ParameterReader(problems).read(s);
        if (plain.isEmpty() && s.node("parameters") instanceof SpecNode.Mapping) {
            s.problem(SpecCode.WRONG_TYPE, "parameters", "there must be at least one parameter")
                    .add();
        }
        return new ConditionReader(problems, plain).read(s);
    }

    private void checkVariables(Map<String, Optional<ParameterSpec>> parameters, Map<String, String> derived) {
        Map<String, String> byVariable = new LinkedHashMap<>();
        for (String key : List.of("parameters", "derived")) {
            if (!(s.node(key) instanceof SpecNode.Mapping mapping)) {
                continue;
            }
            for (SpecNode.Entry entry : mapping.entries()) {
                String name = entry.key();
                boolean known = key.equals("parameters") ? parameters.containsKey(name) : derived.containsKey(name);
                String other = known ? byVariable.putIfAbsent(Names.variableOf(name), name) : null;
                if (other != null && !other.equals(name)) {
                    problems.at(
                                    SpecCode.ENV_COLLISION,
                                    Problems.child(s.pointer(key), name),
                                    entry.keyPlace(),
                                    "\"" + name + "\" and \"" + other + "\" would both be the variable "
                                            + Names.variableOf(name))
                            .found(name)
                            .expected("names that differ in more than case, . and -")
                            .add();
                }
            }
        }
    }

    private @Nullable TrialSpec trial(List<String> known) {
        if (!s.require("trial", "how to run one, such as {command: [python3, train.py]}, or {external: true}")) {
            return null;
        }
        Section section = s.section("trial", Shape.TRIAL);
        return section == null ? null : new TrialReader(problems, known).read(section);
    }

    private void checkEnd(StrategySpec strategy, StopWhenSpec stopWhen, External external) {
        boolean ends = s.has("maxTrials")
                || s.has("stopWhen")
                || !stopWhen.isEmpty()
                || strategy.type().equals("grid")
                || external == External.YES
                || !s.has("trial");
        if (!ends) {
            problems.at(SpecCode.NO_END, "#", s.place().part(0, 1), "\"maxTrials\" is missing: nothing ends the study")
                    .found("neither maxTrials nor stopWhen")
                    .expected("maxTrials, such as maxTrials: 100")
                    .add();
        } else if (s.node("stopWhen") instanceof SpecNode.Mapping m
                && m.entries().isEmpty()
                && !s.has("maxTrials")
                && external != External.YES) {
            s.problem(SpecCode.NO_END, "stopWhen", "the empty stopWhen ends nothing")
                    .expected("maxTrials, or an end in stopWhen")
                    .add();
        }
    }

    private OptionalInt parallelism() {
        if (s.node("parallelism") instanceof SpecNode.Scalar scalar && scalar.kind() == SpecNode.Kind.TEXT) {
            if (!scalar.text().equals("auto")) {
                s.wrongType("parallelism", "a whole number or auto");
            }
            return OptionalInt.empty();
        }
        return s.integer("parallelism", 1, 100_000);
    }

    /** A quarter of the trials, at least ten, unless stated; no limit where neither says how many. */
    private OptionalInt maxFailed(OptionalInt maxTrials, External external) {
        if (s.has("maxFailedTrials")) {
            boolean none = s.node("maxFailedTrials") instanceof SpecNode.Scalar scalar
                    && scalar.text().equals("none");
            return none ? OptionalInt.empty() : s.integer("maxFailedTrials", 1, MAX_TRIALS);
        }
        if (maxTrials.isEmpty()) {
            return external == External.YES ? OptionalInt.empty() : OptionalInt.of(10);
        }
        return OptionalInt.of(Math.max(10, maxTrials.getAsInt() / 4));
    }

    private List<String> warmStart() {
        List<String> names = s.texts("warmStart", 100, 1000);
        for (String name : names) {
            if (!Names.STUDY.matcher(name).matches()) {
                s.problem(
                                SpecCode.BAD_NAME,
                                "warmStart",
                                "\"" + SpecNode.shorten(name) + "\" is not the name of a study")
                        .expected("names of studies")
                        .add();
            }
        }
        return names;
    }

    private Optional<ExportSpec> export(List<String> known) {
        Section e = s.has("export") ? s.section("export", Shape.EXPORT) : null;
        if (e == null) {
            return Optional.empty();
        }
        e.require("command", "the program and its arguments");
        List<String> names = new ArrayList<>(known);
        names.addAll(Names.TEMPLATE);
        TemplateCheck templates = new TemplateCheck(problems, names);
        ImageReader images = new ImageReader(problems);
        return Optional.of(new ExportSpec(
                e.integer("count", 1, 1000, 1),
                TrialReader.command(e, "command", templates::check),
                images.image(e, "image"),
                images.build(e),
                ObjectiveReader.metrics(e, "metrics", false)));
    }
}
