package org.attune.search.tpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.space.Condition;
import org.attune.search.space.Parameter;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;

/** Finds the dimensions that are always active together: those with the same condition. */
final class Groups {

    private Groups() {}

    /**
     * The groups, each after those that decide whether it is active, without dimensions that have a single value.
     */
    static List<int[]> of(SearchSpace space, UnitCube cube) {
        Map<String, Integer> depths = depths(space);
        Map<Optional<Condition>, List<Integer>> byCondition = new LinkedHashMap<>();
        for (int i = 0; i < cube.dimensions(); i++) {
            if (cube.levels(i) != 1) {
                byCondition
                        .computeIfAbsent(cube.parameter(i).when(), condition -> new ArrayList<>())
                        .add(i);
            }
        }
        return byCondition.values().stream()
                .sorted(Comparator.comparing(
                        group -> depths.get(cube.parameter(group.get(0)).name())))
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /** How many conditions lie one behind the other before a parameter is active. */
    private static Map<String, Integer> depths(SearchSpace space) {
        Map<String, Integer> depths = new HashMap<>();
        for (Parameter parameter : space.parameters()) {
            depths.put(parameter.name(), 0);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Parameter parameter : space.parameters()) {
                int depth = depth(parameter, depths);
                changed |= depths.put(parameter.name(), depth) != depth;
            }
        }
        return depths;
    }

    private static int depth(Parameter parameter, Map<String, Integer> depths) {
        int depth = 0;
        if (parameter.when().isPresent()) {
            for (String parent : parameter.when().get().tests().keySet()) {
                depth = Math.max(depth, depths.getOrDefault(parent, 0) + 1);
            }
        }
        return depth;
    }
}
