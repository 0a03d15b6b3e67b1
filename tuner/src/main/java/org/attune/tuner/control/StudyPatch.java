package org.attune.tuner.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.attune.tuner.spec.NormalisedSpec;
import org.attune.tuner.spec.StudySpec;

/** A change of a study's spec by names of the spec, as RFC 7396 has it: a value replaces, null takes away. */
public final class StudyPatch {

    /** What may change while a study lives. */
    public static final Set<String> NAMES = Set.of(
            "maxTrials",
            "parallelism",
            "maxFailedTrials",
            "priority",
            "stopWhen",
            "earlyStopping",
            "labels",
            "description");

    private StudyPatch() {}

    /** The text of the changed spec, which is still to be checked. */
    static String changed(StudySpec spec, ObjectNode patch) {
        ObjectNode tree = NormalisedSpec.toJson(spec);
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            // no early stopping, and no such limit, are words of the spec
            if (each.getValue().isNull() && each.getKey().equals("earlyStopping")) {
                tree.put("earlyStopping", "off");
            } else {
                merge(tree, each.getKey(), each.getValue());
            }
        }
        return tree.toPrettyString();
    }

    /** Merges any patch into a spec. */
    public static void merge(ObjectNode tree, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            merge(tree, each.getKey(), each.getValue());
        }
    }

    private static void merge(ObjectNode tree, String name, JsonNode value) {
        if (value.isNull()) {
            tree.remove(name);
        } else if (value instanceof ObjectNode inner) {
            JsonNode known = tree.get(name);
            ObjectNode target =
                    known instanceof ObjectNode object && !typeChanges(object, inner) ? object : tree.putObject(name);
            if (target != known) {
                tree.set(name, target);
            }
            merge(target, inner);
        } else {
            tree.set(name, value);
        }
    }

    /** Another type of strategy or stopping rule has options of its own: the old ones do not carry over. */
    private static boolean typeChanges(ObjectNode known, ObjectNode patch) {
        return patch.hasNonNull("type") && !patch.get("type").equals(known.get("type"));
    }
}
