package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.spec.PlacementSpec.Level;
import org.attune.tuner.spec.PlacementSpec.Mode;

/** Reads where workers may run. */
final class PlacementReader {

    private static final int MAX_CONSTRAINTS = 100;

    private final Problems problems;

    PlacementReader(Problems problems) {
        this.problems = problems;
    }

    PlacementSpec read(Section trial) {
        Section s = trial.has("placement") ? trial.section("placement", Shape.PLACEMENT) : null;
        if (s == null) {
            return PlacementSpec.DEFAULT;
        }
        Section topology = s.has("topology") ? s.section("topology", Shape.TOPOLOGY) : null;
        Level level = Level.ANY;
        Mode mode = Mode.PREFERRED;
        if (topology != null) {
            topology.require("level", "device-island, node, rack or any");
            level = topology.choice("level", Level.class, level);
            mode = topology.choice("mode", Mode.class, mode);
        }
        Boolean spread = s.bool("spread");
        return new PlacementSpec(
                constraints(s),
                level,
                mode,
                s.integer("maxWorkersPerNode", 1, TrialReader.MAX_WORKERS),
                spread != null && spread,
                s.texts("pools", MAX_CONSTRAINTS, Names.MAX_LENGTH));
    }

    private List<String> constraints(Section s) {
        List<String> out = new ArrayList<>();
        List<SpecNode> items = s.items("constraints", MAX_CONSTRAINTS);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer("constraints"), Integer.toString(i));
            String text = Scalars.text(problems, pointer, items.get(i), Expression.MAX_LENGTH);
            if (text == null) {
                continue;
            }
            out.add(text);
            SelectorSyntax.Mistake mistake = SelectorSyntax.check(text);
            if (mistake != null && items.get(i) instanceof SpecNode.Scalar scalar) {
                problems.at(SpecCode.SELECTOR, pointer, scalar.part(mistake.from(), mistake.to()), mistake.detail())
                        .found(SpecNode.shorten(text))
                        .expected("key = value, !=, <, >, in (a, b), notin (a, b) or exists key")
                        .add();
            }
        }
        return out;
    }
}
