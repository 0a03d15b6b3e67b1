package org.attune.search.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All points of a space over given levels of its parameters, each once, found by index without visiting those before
 * it.
 *
 * <p>Parameters that conditions connect form a group; groups vary independently. Within a group the count of
 * completions is computed parent first: what matters of the values chosen so far is only which later conditions can
 * no longer hold, so levels with the same effect are counted together. The first group varies slowest, and within a
 * group the first parameter.
 *
 * <p>Counting takes O(parameters · effects) and finding a point O(parameters · segments), where effects are the
 * distinct sets of failed conditions that can occur side by side. They are few when children follow their parents; a
 * space that has so many of them that counting takes more than {@value #MOST_WORK} steps is not enumerated.
 */
public final class Enumeration {

    /** The most work of counting, in choices times failed conditions, over all groups. */
    public static final int MOST_WORK = 1_000_000;

    private final SearchSpace space;
    private final Levels[] levels;
    private final List<Group> groups;
    private final long size;

    private Enumeration(SearchSpace space, Levels[] levels, List<Group> groups) {
        this.space = space;
        this.levels = levels;
        this.groups = groups;
        long product = 1;
        for (Group group : groups) {
            product = times(product, group.size);
        }
        this.size = product;
    }

    /**
     * An enumeration over some levels of each parameter, in the order of the space; empty when the conditions are too
     * entangled to count.
     */
    public static Optional<Enumeration> of(SearchSpace space, List<Levels> levels) {
        Levels[] array = levels.toArray(Levels[]::new);
        int[] budget = {MOST_WORK};
        List<Group> groups = new ArrayList<>();
        for (List<Integer> members : space.graph().groups()) {
            Group group = new Group(space.graph(), members, array);
            if (!group.count(budget)) {
                return Optional.empty();
            }
            groups.add(group);
        }
        return Optional.of(new Enumeration(space, array, groups));
    }

    /** An enumeration over all values; empty when a parameter has a continuum, or the conditions are too entangled. */
    public static Optional<Enumeration> ofAll(SearchSpace space) {
        List<Levels> levels = new ArrayList<>();
        for (int i = 0; i < space.parameters().size(); i++) {
            Optional<Levels> all = allLevels(space, i);
            if (all.isEmpty()) {
                return Optional.empty();
            }
            levels.add(all.get());
        }
        return of(space, levels);
    }

    /** All values of a parameter by its index in the space, when they are finitely many. */
    public static Optional<Levels> allLevels(SearchSpace space, int index) {
        Domain domain = space.domain(index);
        return domain.levels() < 0 ? Optional.empty() : Optional.of(new DomainLevels(domain));
    }

    private record DomainLevels(Domain domain) implements Levels {
        @Override
        public long size() {
            return domain.levels();
        }

        @Override
        public Object at(long index) {
            return domain.level(index);
        }

        @Override
        public boolean ascending() {
            return domain.ascending();
        }
    }

    /** The number of points, constraints ignored; the largest long when there are that many or more. */
    public long size() {
        return size;
    }

    /** The point at an index from 0 below {@link #size}; invalid when it violates a constraint. */
    public Canonical at(long index) {
        @Nullable Object[] point = new Object[levels.length];
        long rest = index;
        for (int i = groups.size() - 1; i >= 0; i--) {
            Group group = groups.get(i);
            group.choose(rest % group.size, point);
            rest /= group.size;
        }
        return space.finish(point);
    }

    private static long times(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    private static long plus(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    /** Neighbouring levels that fail the same conditions of later members. */
    private record Segment(long start, long length, List<Integer> fails) {}

    /** Members whose conditions cannot hold any more, as a sorted list of positions, from one position on. */
    private record State(int position, List<Integer> failed) {}

    private static final class Group {

        private final int[] members;
        private final Levels[] levels;
        private final List<List<Segment>> segments = new ArrayList<>();
        private final List<List<Integer>> children = new ArrayList<>();
        private final Map<State, Long> counts = new HashMap<>();
        private long size;

        Group(ConditionGraph graph, List<Integer> ordered, Levels[] all) {
            this.members = ordered.stream().mapToInt(Integer::intValue).toArray();
            this.levels = ordered.stream().map(member -> all[member]).toArray(Levels[]::new);
            for (int i = 0; i < members.length; i++) {
                List<Integer> positions = new ArrayList<>();
                List<Condition.Test> tests = new ArrayList<>();
                for (int child = i + 1; child < members.length; child++) {
                    int[] parents = graph.parents(members[child]);
                    for (int j = 0; j < parents.length; j++) {
                        if (parents[j] == members[i]) {
                            positions.add(child);
                            tests.add(graph.tests(members[child])[j]);
                        }
                    }
                }
                children.add(positions);
                segments.add(segments(levels[i], positions, tests));
            }
        }

        private static List<Segment> segments(Levels levels, List<Integer> positions, List<Condition.Test> tests) {
            List<Long> starts = new ArrayList<>(Cuts.starts(levels, tests));
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < starts.size(); i++) {
                long start = starts.get(i);
                long end = i + 1 < starts.size() ? starts.get(i + 1) : levels.size();
                List<Integer> fails = new ArrayList<>();
                for (int j = 0; j < tests.size(); j++) {
                    if (!tests.get(j).holds(levels.at(start))) {
                        fails.add(positions.get(j));
                    }
                }
                Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
                if (last != null && last.fails().equals(fails)) {
                    segments.set(segments.size() - 1, new Segment(last.start(), end - last.start(), fails));
                } else {
                    segments.add(new Segment(start, end - start, fails));
                }
            }
            return segments;
        }

        /** Counts from the last member to the first, so that no chain is too long for the stack. */
        boolean count(int[] budget) {
            List<List<State>> reached = new ArrayList<>();
            reached.add(List.of(new State(0, List.of())));
            for (int i = 0; i < members.length; i++) {
                TreeSet<State> next = new TreeSet<>(Group::compare);
                for (State state : reached.get(i)) {
                    for (Segment segment : choices(state)) {
                        next.add(after(state, segment));
                    }
                    budget[0] -= choices(state).size() * (1 + state.failed().size());
                    if (budget[0] < 0) {
                        return false;
                    }
                }
                reached.add(List.copyOf(next));
            }
            for (State end : reached.get(members.length)) {
                counts.put(end, 1L);
            }
            for (int i = members.length - 1; i >= 0; i--) {
                for (State state : reached.get(i)) {
                    long sum = 0;
                    for (Segment segment : choices(state)) {
                        sum = plus(sum, times(segment.length(), countOf(after(state, segment))));
                    }
                    counts.put(state, sum);
                }
            }
            size = countOf(new State(0, List.of()));
            return true;
        }

        private static int compare(State a, State b) {
            int bySize = Integer.compare(a.failed().size(), b.failed().size());
            for (int i = 0; bySize == 0 && i < a.failed().size(); i++) {
                bySize = Integer.compare(a.failed().get(i), b.failed().get(i));
            }
            return bySize;
        }

        private long countOf(State state) {
            Long count = counts.get(state);
            if (count == null) {
                throw new IllegalStateException("state " + state + " was not counted, expected every reachable one");
            }
            return count;
        }

        private boolean inactive(State state) {
            return state.failed().contains(state.position());
        }

        private List<Segment> choices(State state) {
            return inactive(state)
                    ? List.of(new Segment(0, 1, children.get(state.position())))
                    : segments.get(state.position());
        }

        private static State after(State state, Segment segment) {
            TreeSet<Integer> failed = new TreeSet<>(state.failed());
            failed.addAll(segment.fails());
            failed.remove(state.position());
            return new State(state.position() + 1, List.copyOf(failed));
        }

        /** Writes the values of the point at an index. */
        void choose(long index, @Nullable Object[] point) {
            long rest = index;
            State state = new State(0, List.of());
            for (int i = 0; i < members.length; i++) {
                for (Segment segment : choices(state)) {
                    State next = after(state, segment);
                    long each = countOf(next);
                    long total = times(segment.length(), each);
                    if (rest < total) {
                        point[members[i]] = inactive(state) ? null : levels[i].at(segment.start() + rest / each);
                        rest %= each;
                        state = next;
                        break;
                    }
                    rest -= total;
                }
            }
        }
    }
}
