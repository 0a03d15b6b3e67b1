package org.attune.search.space;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The conditions of a space by parameter index: which parameter depends on which, and an order with parents first. */
final class ConditionGraph {

    private static final int UNSEEN = 0;
    private static final int OPEN = 1;
    private static final int DONE = 2;

    private final int[][] parents;
    private final Condition.Test[][] tests;
    private final int[] order;
    private final boolean[] isParent;
    private final boolean anyConditions;

    ConditionGraph(List<Parameter> parameters, Map<String, Integer> indexes, Domain[] domains) {
        this.parents = new int[parameters.size()][];
        this.tests = new Condition.Test[parameters.size()][];
        for (int i = 0; i < parents.length; i++) {
            read(i, parameters, indexes, domains);
        }
        this.order = sort(parameters);
        this.isParent = new boolean[parents.length];
        boolean any = false;
        for (int[] each : parents) {
            for (int parent : each) {
                isParent[parent] = true;
                any = true;
            }
        }
        this.anyConditions = any;
    }

    private void read(int child, List<Parameter> parameters, Map<String, Integer> indexes, Domain[] domains) {
        Map<String, Condition.Test> condition =
                parameters.get(child).when().map(Condition::tests).orElse(Map.of());
        parents[child] = new int[condition.size()];
        tests[child] = new Condition.Test[condition.size()];
        int at = 0;
        for (Map.Entry<String, Condition.Test> entry : condition.entrySet()) {
            String name = parameters.get(child).name();
            Integer parent = indexes.get(entry.getKey());
            if (parent == null) {
                throw new IllegalArgumentException("parameter " + name + ": its condition names " + entry.getKey()
                        + ", expected a parameter of the space");
            }
            if (entry.getValue() instanceof Condition.Range && !numeric(parameters.get(parent), domains[parent])) {
                throw new IllegalArgumentException("parameter " + name + ": its condition asks for a range of "
                        + entry.getKey() + ", expected a list of values, as " + entry.getKey() + " has no numbers");
            }
            parents[child][at] = parent;
            tests[child][at] = entry.getValue();
            at++;
        }
    }

    private static boolean numeric(Parameter parameter, Domain domain) {
        if (parameter instanceof CategoricalParameter categorical) {
            return categorical.values().stream().anyMatch(Number.class::isInstance);
        }
        return domain.ascending()
                || (parameter instanceof ConstantParameter constant && constant.value() instanceof Number);
    }

    /** Depth-first, so that a child comes soon after its last parent; recursion-free, as chains may be long. */
    private int[] sort(List<Parameter> parameters) {
        int[] state = new int[parents.length];
        int[] sorted = new int[parents.length];
        int count = 0;
        for (int root = 0; root < parents.length; root++) {
            List<Integer> path = new ArrayList<>(List.of(root));
            while (!path.isEmpty()) {
                int node = path.get(path.size() - 1);
                int next = state[node] == DONE ? -1 : firstNotDone(node, state);
                if (next < 0) {
                    path.remove(path.size() - 1);
                    if (state[node] != DONE) {
                        state[node] = DONE;
                        sorted[count++] = node;
                    }
                } else if (state[next] == OPEN || next == node) {
                    throw new IllegalArgumentException(circle(path, next, parameters));
                } else {
                    state[node] = OPEN;
                    path.add(next);
                }
            }
        }
        return sorted;
    }

    private int firstNotDone(int node, int[] state) {
        for (int parent : parents[node]) {
            if (state[parent] != DONE) {
                return parent;
            }
        }
        return -1;
    }

    private static String circle(List<Integer> path, int back, List<Parameter> parameters) {
        List<String> names = new ArrayList<>();
        for (int node : path.subList(path.indexOf(back), path.size())) {
            names.add(parameters.get(node).name());
        }
        names.add(parameters.get(back).name());
        return "conditions go in a circle: " + String.join(" needs ", names)
                + ", expected conditions that end at parameters without one";
    }

    /** All indexes, every parent before its children. */
    int[] order() {
        return order;
    }

    /** Whether any parameter has a condition. */
    boolean anyConditions() {
        return anyConditions;
    }

    /** Whether a condition asks for the value of this parameter. */
    boolean isParent(int index) {
        return isParent[index];
    }

    int[] parents(int child) {
        return parents[child];
    }

    Condition.Test[] tests(int child) {
        return tests[child];
    }

    /** Whether the condition holds, given the values of all parents; null is the value of an inactive one. */
    boolean holds(int child, @Nullable Object[] point) {
        for (int i = 0; i < parents[child].length; i++) {
            Object value = point[parents[child][i]];
            if (value == null || !tests[child][i].holds(value)) {
                return false;
            }
        }
        return true;
    }

    /** Whether any parent is marked. */
    boolean dependsOn(int child, boolean[] marked) {
        for (int parent : parents[child]) {
            if (marked[parent]) {
                return true;
            }
        }
        return false;
    }

    /**
     * The parameters that conditions connect, group by group in the order of their first members. Within a group
     * parents come before children, and a child as soon as its parents allow.
     */
    List<List<Integer>> groups() {
        int[] root = new int[parents.length];
        for (int i = 0; i < root.length; i++) {
            root[i] = i;
        }
        for (int child = 0; child < root.length; child++) {
            for (int parent : parents[child]) {
                int a = find(root, child);
                int b = find(root, parent);
                root[Math.max(a, b)] = Math.min(a, b);
            }
        }
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        for (int i : childrenSoon()) {
            groups.computeIfAbsent(find(root, i), first -> new ArrayList<>()).add(i);
        }
        return List.copyOf(groups.values());
    }

    private static int find(int[] root, int node) {
        int at = node;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    /** Parents first, and after each parameter at once the children that wait for nothing else. */
    private List<Integer> childrenSoon() {
        int[] waiting = new int[parents.length];
        List<List<Integer>> children = new ArrayList<>();
        for (int i = 0; i < parents.length; i++) {
            children.add(new ArrayList<>());
        }
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < parents.length; i++) {
            waiting[i] = parents[i].length;
            for (int parent : parents[i]) {
                children.get(parent).add(i);
            }
            if (waiting[i] == 0) {
                ready.addLast(i);
            }
        }
        List<Integer> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int node = ready.removeFirst();
            sorted.add(node);
            List<Integer> freed = children.get(node);
            for (int i = freed.size() - 1; i >= 0; i--) {
                if (--waiting[freed.get(i)] == 0) {
                    ready.addFirst(freed.get(i));
                }
            }
        }
        return sorted;
    }
}
