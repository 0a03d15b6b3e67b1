package org.attune.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.gang.Resources;
import org.attune.runner.worker.AttemptId;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PlacementTest {

    private static final long GIB = 1L << 30;

    private static FreeNode node(String name, double cpus, int devices, Map<String, String> labels) {
        Resources total = new Resources(cpus, 16 * GIB, devices);
        List<String> ids = IntStream.range(0, devices).mapToObj(String::valueOf).toList();
        return new FreeNode(name, 1, total, total, ids, labels, true);
    }

    private static GangShape shape(int workers, double cpus, int devices, String... selectors) {
        return new GangShape(
                workers,
                new Resources(cpus, 0, devices),
                List.of(selectors).stream().map(LabelSelector::parse).toList(),
                0);
    }

    private static QueuedGang gang(int trial, GangShape shape) {
        return new QueuedGang(new AttemptId("s", trial, 1), shape, 0);
    }

    private static List<String> nodesOf(PlacementPlan.Placed placed) {
        return placed.places().stream().map(RankPlace::node).toList();
    }

    @Test
    void a_gang_goes_to_the_one_node_where_it_fits_tightest() {
        List<FreeNode> nodes = List.of(node("a", 8, 0, Map.of()), node("b", 4, 0, Map.of()), node("c", 3, 0, Map.of()));

        PlacementPlan plan = Placement.plan(List.of(gang(1, shape(4, 1, 0))), nodes);

        assertThat(nodesOf(plan.placed().get(0))).containsOnly("b");
    }

    @Test
    void a_gang_too_large_for_one_node_takes_as_few_as_possible_and_its_ranks_stay_together() {
        List<FreeNode> nodes = List.of(
                node("a", 2, 0, Map.of()),
                node("b", 5, 0, Map.of()),
                node("c", 4, 0, Map.of()),
                node("d", 1, 0, Map.of()));

        PlacementPlan plan = Placement.plan(List.of(gang(1, shape(6, 1, 0))), nodes);

        assertThat(nodesOf(plan.placed().get(0))).containsExactly("b", "b", "b", "b", "b", "d");
        assertThat(plan.placed().get(0).places()).extracting(RankPlace::rank).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void a_gang_without_devices_leaves_nodes_with_devices_alone() {
        List<FreeNode> nodes = List.of(node("gpu", 2, 4, Map.of()), node("plain", 64, 0, Map.of()));

        PlacementPlan plan = Placement.plan(List.of(gang(1, shape(1, 1, 0))), nodes);

        assertThat(nodesOf(plan.placed().get(0))).containsExactly("plain");
    }

    @Test
    void each_worker_gets_devices_of_its_own() {
        PlacementPlan plan = Placement.plan(
                List.of(gang(1, shape(2, 1, 2)), gang(2, shape(1, 1, 1))), List.of(node("a", 8, 4, Map.of())));

        assertThat(plan.placed().get(0).places())
                .extracting(RankPlace::devices)
                .containsExactly(List.of("0", "1"), List.of("2", "3"));
        assertThat(plan.waiting().get(0).reason().text(0)).isEqualTo("waits for 1 of 1 devices");
    }

    @Test
    void one_that_finds_no_place_lets_others_pass_and_says_what_it_waits_for() {
        List<FreeNode> nodes = List.of(node("a", 4, 0, Map.of()));

        PlacementPlan plan = Placement.plan(
                List.of(gang(1, shape(6, 1, 0)), gang(2, shape(1, 1, 0)), gang(3, shape(6, 1, 0))), nodes);

        assertThat(plan.placed()).extracting(p -> p.attempt().trial()).containsExactly(2);
        assertThat(plan.waiting()).extracting(w -> w.overtakenBy()).containsExactly(1, 0);
        PlacementPlan.Waits last = plan.waiting().get(1);
        assertThat(last.reason().text(last.ahead())).isEqualTo("waits for 2 of 6 CPUs; 1 gang is ahead of it");
    }

    @Test
    void a_large_gang_is_not_starved_by_a_stream_of_small_ones() {
        // one node of 4 CPUs; small gangs run two steps each and keep coming; the large one needs all four
        Map<Integer, Integer> runsUntil = new HashMap<>();
        int overtaken = 0;
        int startedAt = -1;
        int smallBefore = 0;
        for (int step = 0; step < 100 && startedAt < 0; step++) {
            int now = step;
            runsUntil.values().removeIf(until -> until <= now);
            Resources total = new Resources(4, 0, 0);
            FreeNode node =
                    new FreeNode("a", 1, total, new Resources(4 - runsUntil.size(), 0, 0), List.of(), Map.of(), true);
            List<QueuedGang> queue = new ArrayList<>();
            queue.add(new QueuedGang(new AttemptId("big", 1, 1), shape(4, 1, 0), overtaken));
            for (int i = 0; i < 2; i++) {
                queue.add(gang(1 + 2 * step + i, shape(1, 1, 0)));
            }
            if (step == 0) {
                runsUntil.put(0, 2);
                continue;
            }
            PlacementPlan plan = Placement.plan(queue, List.of(node));
            for (PlacementPlan.Placed placed : plan.placed()) {
                if (placed.attempt().studyUid().equals("big")) {
                    startedAt = step;
                } else {
                    runsUntil.put(placed.attempt().trial(), step + 2);
                    smallBefore++;
                }
            }
            overtaken += plan.waiting().isEmpty() ? 0 : plan.waiting().get(0).overtakenBy();
        }
        assertThat(startedAt).as("it starts at all").isPositive();
        assertThat(smallBefore).isLessThanOrEqualTo(Placement.OVERTAKES_MAX + 2);
    }

    @Test
    void nothing_is_placed_on_a_node_that_does_not_accept() {
        FreeNode open = node("a", 4, 0, Map.of());
        FreeNode silent = new FreeNode("a", 1, open.total(), open.free(), List.of(), Map.of(), false);

        PlacementPlan plan = Placement.plan(List.of(gang(1, shape(1, 1, 0))), List.of(silent));

        assertThat(plan.waiting().get(0).reason().text(0))
                .isEqualTo("waits for a node: none answers and takes new gangs");
    }

    @Test
    void all_reasons_why_it_can_never_fit_are_told_with_numbers() {
        List<FreeNode> nodes = List.of(node("a", 4, 1, Map.of("zone", "x")), node("b", 8, 0, Map.of()));
        GangShape much = new GangShape(1, new Resources(9, 32 * GIB, 2), List.of(), 0);

        assertThat(Placement.refusals(much, nodes))
                .extracting(Refusal::code)
                .containsExactly("CPUS", "MEMORY", "DEVICES");
        assertThat(Placement.refusals(much, nodes).get(0).detail())
                .isEqualTo("each worker asks for 9 CPUs; the largest node has 8");
        assertThat(Placement.refusals(shape(13, 1, 0), nodes).get(0).detail())
                .isEqualTo("the gang has 13 workers; the 2 nodes have room for 12 at once when nothing else runs");
        assertThat(Placement.refusals(shape(1, 1, 0, "zone = y"), nodes).get(0))
                .isEqualTo(new Refusal("LABELS", "\"zone = y\" holds on none of the 2 nodes", "their zone: (none), x"));
        assertThat(Placement.refusals(shape(1, 1, 0), List.of()).get(0).code()).isEqualTo("NO_NODES");
        assertThat(Placement.refusals(shape(12, 1, 0), nodes)).isEmpty();
    }

    @Test
    void random_fleets_agree_with_exhaustive_search() {
        for (long seed = 1; seed <= 3000; seed++) {
            try {
                agrees(new SplittableRandom(seed));
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static List<FreeNode> randomNodes(SplittableRandom random) {
        List<FreeNode> nodes = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            int cpus = 1 + random.nextInt(8);
            int devices = random.nextInt(4);
            int freeCpus = random.nextInt(cpus + 1);
            List<String> freeIds = IntStream.range(0, random.nextInt(devices + 1))
                    .mapToObj(String::valueOf)
                    .toList();
            nodes.add(new FreeNode(
                    "n" + i,
                    1,
                    new Resources(cpus, 8, devices),
                    new Resources(freeCpus, random.nextInt(9), freeIds.size()),
                    freeIds,
                    random.nextBoolean() ? Map.of("zone", "x") : Map.of(),
                    random.nextInt(10) > 0));
        }
        return nodes;
    }

    private static List<QueuedGang> randomQueue(SplittableRandom random) {
        List<QueuedGang> queue = new ArrayList<>();
        for (int i = 1; i <= 1 + random.nextInt(6); i++) {
            GangShape shape = new GangShape(
                    1 + random.nextInt(6),
                    new Resources((1 + random.nextInt(4)) * 0.5, random.nextInt(3), random.nextInt(3) % 2),
                    random.nextInt(4) == 0 ? List.of(LabelSelector.parse("zone = x")) : List.of(),
                    random.nextInt(3));
            queue.add(new QueuedGang(new AttemptId("s", i, 1), shape, random.nextInt(5) == 0 ? 99 : 0));
        }
        return queue;
    }

    private static void agrees(SplittableRandom random) {
        List<FreeNode> nodes = randomNodes(random);
        List<QueuedGang> queue = randomQueue(random);
        PlacementPlan plan = Placement.plan(queue, nodes);

        assertThat(plan.placed().size() + plan.waiting().size()).isEqualTo(queue.size());
        Map<String, Integer> used = new HashMap<>();
        Map<String, Resources> load = new HashMap<>();
        Set<String> devices = new HashSet<>();
        boolean reserved = queue.stream().anyMatch(g -> g.overtaken() > 0);
        for (QueuedGang gang : queue) {
            var placed = plan.placed().stream()
                    .filter(p -> p.attempt().equals(gang.attempt()))
                    .findFirst();
            int best = fewestNodes(gang.shape(), nodes, load);
            if (placed.isEmpty()) {
                if (!reserved) {
                    assertThat(best).as("%s waits, so it fits nowhere", gang).isZero();
                }
                continue;
            }
            used.clear();
            for (RankPlace place : placed.get().places()) {
                FreeNode node = nodes.stream()
                        .filter(n -> n.name().equals(place.node()))
                        .findFirst()
                        .orElseThrow();
                assertThat(node.accepts()).isTrue();
                assertThat(gang.shape().allows(node.labels())).isTrue();
                used.merge(place.node(), 1, Integer::sum);
                assertThat(place.devices()).hasSize(gang.shape().each().devices());
                for (String device : place.devices()) {
                    assertThat(devices.add(place.node() + device))
                            .as("device given once")
                            .isTrue();
                    assertThat(node.freeDevices()).contains(device);
                }
                Resources before = load.getOrDefault(place.node(), new Resources(0, 0, 0));
                Resources each = gang.shape().each();
                Resources after = new Resources(
                        before.cpus() + each.cpus(),
                        before.memoryBytes() + each.memoryBytes(),
                        before.devices() + each.devices());
                load.put(place.node(), after);
                assertThat(after.cpus()).isLessThanOrEqualTo(node.free().cpus());
                assertThat(after.memoryBytes()).isLessThanOrEqualTo(node.free().memoryBytes());
            }
            assertThat(placed.get().places()).hasSize(gang.shape().workers());
            if (gang.shape().workersPerNodeMax() > 0) {
                assertThat(used.values()).allMatch(n -> n <= gang.shape().workersPerNodeMax());
            }
            if (!reserved) {
                assertThat(used).as("fewest nodes").hasSize(best);
            }
        }
    }

    /** Tries every set of nodes; 0 when the gang fits on none. */
    private static int fewestNodes(GangShape shape, List<FreeNode> nodes, Map<String, Resources> load) {
        int best = 0;
        for (int set = 1; set < 1 << nodes.size(); set++) {
            int size = Integer.bitCount(set);
            int room = 0;
            for (int i = 0; i < nodes.size(); i++) {
                if ((set >> i & 1) == 1) {
                    room += room(
                            shape, nodes.get(i), load.getOrDefault(nodes.get(i).name(), new Resources(0, 0, 0)));
                }
            }
            if (room >= shape.workers() && (best == 0 || size < best)) {
                best = size;
            }
        }
        return best;
    }

    private static int room(GangShape shape, FreeNode node, Resources load) {
        int room = 0;
        int most = shape.workersPerNodeMax() == 0 ? shape.workers() : shape.workersPerNodeMax();
        while (node.accepts()
                && shape.allows(node.labels())
                && room < most
                && load.cpus() + (room + 1) * shape.each().cpus() <= node.free().cpus()
                && load.memoryBytes() + (room + 1) * shape.each().memoryBytes()
                        <= node.free().memoryBytes()
                && load.devices() + (room + 1) * shape.each().devices()
                        <= node.freeDevices().size()) {
            room++;
        }
        return room;
    }

    @Test
    void a_thousand_gangs_and_a_hundred_nodes_take_milliseconds() {
        List<FreeNode> nodes = IntStream.range(0, 100)
                .mapToObj(i -> node("n" + i, 16, 4, Map.of("zone", "z" + i % 4)))
                .toList();
        SplittableRandom random = new SplittableRandom(7);
        List<QueuedGang> queue = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            queue.add(gang(
                    i,
                    shape(
                            1 + random.nextInt(8),
                            1 + random.nextInt(4),
                            random.nextInt(3),
                            "zone = z" + random.nextInt(4))));
        }
        // CPU time of this thread, so that what else runs on the machine does not count; the first passes warm up
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 200 && best > 10_000_000; i++) {
            long begun = threads.getCurrentThreadCpuTime();
            Placement.plan(queue, nodes);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - begun);
        }
        System.out.printf("1,000 gangs on 100 nodes: %.1f ms%n", best / 1e6);
        assertThat(best).isLessThan(50_000_000);
    }
}
