package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.attune.search.strategy.Goal;
import org.attune.tuner.spec.ObjectiveSpec.Take;
import org.jspecify.annotations.Nullable;

/** Reads what a study optimises. */
final class ObjectiveReader {

    private static final int MAX_OBJECTIVES = 16;

    private final Problems problems;
    private final Take usual;

    /**
     * A reader.
     *
     * @param usual what is taken of a trial's values where nothing is said
     */
    ObjectiveReader(Problems problems, Take usual) {
        this.problems = problems;
        this.usual = usual;
    }

    List<ObjectiveSpec> read(Section study) {
        if (study.has("objective") && study.has("objectives")) {
            study.problem(SpecCode.CONFLICT, "objectives", "objective and objectives exclude each other")
                    .expected("one of the two")
                    .add();
        }
        List<ObjectiveSpec> out = new ArrayList<>();
        if (study.has("objectives")) {
            several(study, out);
        } else if (study.require("objective", "such as {metric: val_loss, goal: minimize}")) {
            Section one = study.section("objective", Shape.OBJECTIVE);
            ObjectiveSpec spec = one == null ? null : objective(one);
            if (spec != null) {
                out.add(spec);
            }
        }
        return out;
    }

    private void several(Section study, List<ObjectiveSpec> out) {
        List<SpecNode> items = study.items("objectives", MAX_OBJECTIVES);
        if (study.node("objectives") instanceof SpecNode.Items && items.isEmpty()) {
            study.problem(SpecCode.WRONG_TYPE, "objectives", "there must be at least one objective")
                    .add();
        }
        Set<String> metrics = new LinkedHashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(study.pointer("objectives"), Integer.toString(i));
            if (!(items.get(i) instanceof SpecNode.Mapping mapping)) {
                if (!(items.get(i) instanceof SpecNode.Broken)) {
                    Scalars.wrongType(
                                    problems,
                                    pointer,
                                    items.get(i),
                                    "a mapping such as {metric: val_loss, goal: minimize}")
                            .add();
                }
                continue;
            }
            Section section = new Section(mapping, pointer, Shape.OBJECTIVE.keys(), problems);
            ObjectiveSpec spec = objective(section);
            if (spec != null && !metrics.add(spec.metric())) {
                section.problem(SpecCode.DUPLICATE, "metric", "\"" + spec.metric() + "\" is an objective already")
                        .expected("each metric once")
                        .add();
            } else if (spec != null) {
                out.add(spec);
            }
        }
    }

    private @Nullable ObjectiveSpec objective(Section s) {
        boolean complete = s.requireAll("metric", "the name of a metric", "goal", "minimize or maximize");
        String metric = s.name("metric", 1000);
        Goal goal = s.choice("goal", Goal.class, Goal.MINIMIZE);
        Double target = s.number("target");
        Take take = s.choice("take", Take.class, usual);
        if (metric == null || !metric(s, "metric", metric) || !complete) {
            return null;
        }
        return new ObjectiveSpec(
                metric, goal, target == null ? OptionalDouble.empty() : OptionalDouble.of(target), take);
    }

    private static boolean metric(Section s, String key, String name) {
        if (Names.METRIC.matcher(name).matches()) {
            return true;
        }
        s.problem(
                        SpecCode.BAD_NAME,
                        key,
                        "a metric's name may hold letters, digits, _ . - / and starts with a letter or _")
                .expected("[A-Za-z_][A-Za-z0-9_./-]*, at most 128 characters")
                .add();
        return false;
    }

    /** A list of metric names; wrong ones are reported and left out. */
    static List<String> metrics(Section s, String key, boolean starsAllowed) {
        List<String> out = new ArrayList<>();
        List<SpecNode> items = s.items(key, 1000);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer(key), Integer.toString(i));
            String name = Scalars.text(s.problems(), pointer, items.get(i), 1000);
            if (name == null) {
                continue;
            }
            if ((starsAllowed ? Names.METRIC_WITH_STARS : Names.METRIC)
                    .matcher(name)
                    .matches()) {
                out.add(name);
                continue;
            }
            s.problems()
                    .at(
                            SpecCode.BAD_NAME,
                            pointer,
                            items.get(i).place(),
                            "\"" + SpecNode.shorten(name) + "\" is not the name of a metric")
                    .found(SpecNode.shorten(name))
                    .expected("letters, digits, _ . - /" + (starsAllowed ? ", and * for any characters" : ""))
                    .add();
        }
        return out;
    }
}
