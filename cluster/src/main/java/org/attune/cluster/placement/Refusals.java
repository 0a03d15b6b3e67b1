package org.attune.cluster.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.gang.Resources;

/** Says why a gang can never run on a fleet, with what was asked and the most that there is. */
final class Refusals {

    private static final double GIB = 1024.0 * 1024 * 1024;

    private Refusals() {}

    static List<Refusal> of(GangShape shape, List<FreeNode> nodes) {
        if (nodes.isEmpty()) {
            return List.of(new Refusal(
                    "NO_NODES", "no node has joined yet", "start an agent: attune agent start --server URL"));
        }
        List<FreeNode> matching =
                nodes.stream().filter(n -> shape.allows(n.labels())).toList();
        if (matching.isEmpty()) {
            return List.of(labels(shape, nodes));
        }
        List<Refusal> refusals = new ArrayList<>();
        String among = shape.selectors().isEmpty() ? "" : " with the wanted labels";
        Resources each = shape.each();
        double cpus = matching.stream().mapToDouble(n -> n.total().cpus()).max().orElse(0);
        if (NodeRoom.milli(each.cpus()) > NodeRoom.milli(cpus)) {
            refusals.add(new Refusal(
                    "CPUS",
                    "each worker asks for " + number(each.cpus()) + " CPUs; the largest node" + among + " has "
                            + number(cpus),
                    "trial.resources.cpus: " + number(cpus) + " or less"));
        }
        long memory =
                matching.stream().mapToLong(n -> n.total().memoryBytes()).max().orElse(0);
        if (each.memoryBytes() > memory) {
            refusals.add(new Refusal(
                    "MEMORY",
                    "each worker asks for " + gib(each.memoryBytes()) + " of memory; the largest node" + among + " has "
                            + gib(memory),
                    "trial.resources.memory: " + gib(memory) + " or less"));
        }
        int devices = matching.stream().mapToInt(n -> n.total().devices()).max().orElse(0);
        if (each.devices() > devices) {
            refusals.add(new Refusal(
                    "DEVICES",
                    "each worker asks for " + count(each.devices(), "device") + "; the best node" + among + " has "
                            + devices,
                    devices == 0
                            ? "start an agent that has devices, or declare them: attune agent start --devices MODEL:N"
                            : "trial.resources.gpus: " + devices + " or less"));
        }
        if (refusals.isEmpty()) {
            gang(shape, matching, among, refusals);
        }
        return refusals;
    }

    private static void gang(GangShape shape, List<FreeNode> matching, String among, List<Refusal> refusals) {
        long room = 0;
        for (FreeNode node : matching) {
            room += NodeRoom.slotsWhenEmpty(shape, node.total());
        }
        if (room >= shape.workers()) {
            return;
        }
        String limit = shape.workersPerNodeMax() == 0
                ? ""
                : ", at most " + shape.workersPerNodeMax() + " of them on one node (maxWorkersPerNode)";
        refusals.add(new Refusal(
                "GANG",
                "the gang has " + count(shape.workers(), "worker") + limit + "; the " + matching.size()
                        + (matching.size() == 1 ? " node" : " nodes") + among + " have room for " + room
                        + " at once when nothing else runs",
                room == 0 ? "ask for less for each worker" : "trial.workers: " + room + " or less"));
    }

    private static Refusal labels(GangShape shape, List<FreeNode> nodes) {
        List<FreeNode> left = nodes;
        for (LabelSelector selector : shape.selectors()) {
            List<FreeNode> next =
                    left.stream().filter(n -> selector.matches(n.labels())).toList();
            if (next.isEmpty()) {
                List<String> seen = left.stream()
                        .map(n -> n.labels().get(selector.key()))
                        .map(v -> v == null ? "(none)" : v)
                        .distinct()
                        .sorted()
                        .limit(10)
                        .toList();
                String before = left.size() == nodes.size()
                        ? "none of the " + nodes.size() + (nodes.size() == 1 ? " node" : " nodes")
                        : "none of the " + left.size() + " that the constraints before it leave";
                return new Refusal(
                        "LABELS",
                        "\"" + selector + "\" holds on " + before,
                        "their " + selector.key() + ": " + String.join(", ", seen));
            }
            left = next;
        }
        throw new AssertionError("every selector leaves a node: " + shape.selectors());
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    private static String number(double value) {
        return value == Math.rint(value) && value < 1e15
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1fGiB", bytes / GIB);
    }
}
